import type { Client } from 'pg';

const FIRST_RETRY = 100;
const LAST_RETRY = 5_000;

/**
 * Listens on connections of its own, one after the other for as long as they last. Each new one hears `''` first:
 * what was said in between is lost.
 * @returns stops
 */
export async function listenForever(
  connect: () => Promise<Client>,
  channel: string,
  heard: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let current: Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function begin(): Promise<void> {
    const client = await connect();
    if (stopped) return client.end();
    current = client;
    client.on('notification', ({ payload }) => heard(payload ?? ''));
    try {
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', () => again(FIRST_RETRY));
  }

  function again(delay: number): void {
    if (stopped) return;
    retry = setTimeout(() => {
      begin().then(
        () => heard(''),
        () => again(Math.min(delay * 2, LAST_RETRY)),
      );
    }, delay);
  }

  await begin();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await current?.end().catch(() => undefined);
  };
}
