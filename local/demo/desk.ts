import { DAY, HOUR, bucket } from '../../engine';

export interface DeskSettings {
  readonly api: string;
  readonly operatorKey: string;
  readonly seed: number;
}

interface OpenInquiry {
  readonly id: string;
  readonly openedAt: string;
  readonly entry: { readonly properties: Readonly<Record<string, unknown>> };
}

/** A person of the shop who sees to inquiries, through the operators' API; some of them nobody gets around to. */
export class Desk {
  constructor(private readonly settings: DeskSettings) {}

  async turn(now: number): Promise<void> {
    const { inquiries } = (await this.#ask('GET', '/v1/inquiries?limit=200')) as {
      inquiries: OpenInquiry[];
    };
    for (const { id, openedAt, entry } of inquiries) {
      // The order tells one from the other at every start, which no id of ours does.
      const order = JSON.stringify(entry.properties['order_id'] ?? id);
      const roll = (what: string): number =>
        bucket(`${String(this.settings.seed)}:${what}:${order}`);
      const at = Date.parse(openedAt) + 4 * HOUR + (roll('sees to it') / 100) * 9 * DAY;
      if (roll('overlooks') < 15 || at > now) continue;
      const solved = roll('solves') < 75;
      await this.#ask('POST', `/v1/inquiries/${id}/close`, { solved });
    }
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const { api, operatorKey } = this.settings;
    const answer = await fetch(`${api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${operatorKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}`);
    return answer.json();
  }
}
