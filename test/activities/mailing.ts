import type { Activities, SendLimits } from '../../activities';
import type { RunContext } from '../../engine';
import { createSmtpChannel, type ChannelPort } from '../../channels';
import type { Step } from '../../engine';
import type { Store } from '../../store';
import { MailServer } from './mail-server';
import { Shop, step } from './shop';

/** Short enough for a test, and in the order that the real ones have. Real ms. */
export const LIMITS = { budgetMs: 2_000, leaseMs: 30_000, handOverMs: 10_000, pollMs: 20 };

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** A shop with a mail server of its own. */
export class MailingShop {
  readonly server = new MailServer();
  readonly #channels: ChannelPort[] = [];
  #url = '';

  private constructor(readonly shop: Shop) {}

  static async open(store: Store): Promise<MailingShop> {
    const mailing = new MailingShop(await Shop.open(store));
    mailing.#url = await mailing.server.start();
    return mailing;
  }

  /** A connection to the mail server, as a process of its own has it. */
  channel(): ChannelPort {
    const channel = createSmtpChannel({ url: this.#url, from: 'Shop <shop@example.com>' });
    this.#channels.push(channel);
    return channel;
  }

  /** One process: its own channel, or one that a test has in its hands. */
  process(port: ChannelPort = this.channel(), limits: Partial<SendLimits> = {}): Activities {
    return this.shop.activities([port], { limits: { ...LIMITS, ...limits } });
  }

  /** The address of a customer who signed up, and the run that this began. */
  async recipient(traits: Record<string, string> = {}): Promise<{ run: RunContext; to: string }> {
    const to = `${Math.random().toString(36).slice(2)}@example.com`;
    return { run: await this.shop.enrolled({ email: to, ...traits }), to };
  }

  async close(): Promise<void> {
    await Promise.all(this.#channels.map((channel) => channel.close()));
    await this.server.stop();
  }
}

export const HELLO = 'welcome/hello';

/** Sends in the manner of a worker: within the workflow task, else as an ordinary activity. */
export async function sends(
  activities: Activities,
  run: RunContext,
  template = HELLO,
  rest: { props?: Record<string, string>; due?: number; step?: Step; within?: string } = {},
) {
  const { props = {}, due = Date.UTC(2030, 0), within } = rest;
  const input = { template, props, due, ...(within !== undefined && { within }) };
  const asked = rest.step ?? step(run, `${template}#1`);
  const answer = await activities.local.send(run, input, asked);
  return answer.status === 'pending' ? activities.ordinary.send(run, input, asked) : answer;
}
