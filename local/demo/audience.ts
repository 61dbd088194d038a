import type { Logger } from 'pino';
import type { Instant } from '../../engine';
import type { InboxMessage } from '../receivers';
import { follow, formsOf, hasButton, linksOf, press, type Page } from './browser';
import type { Deed } from './deeds';
import { intentsOf, type Intent } from './minds';

export interface AudienceSettings {
  /** Where the product answers now: a mail of an earlier start may link to another port, or to a public address. */
  readonly api: string;
  /** Of the receivers: what came in, as JSON. */
  readonly inbox: string;
  readonly seed: number;
  /** What was done before a stop: it is not done again. */
  readonly before: readonly Deed[];
  readonly log: Logger;
  /** A shop link was clicked. */
  clicked(to: string, mail: string, link: string): Promise<void>;
  /** The product has said that it keeps it. */
  done(deed: Deed): void;
  /** It did not take it, however often it was tried. `why`: of the last time. */
  refused(deed: Deed, why: string): void;
}

interface Plan {
  readonly at: Instant;
  readonly mail: string;
  readonly to: string;
  readonly intent: Intent;
  /** Links of the mail by what is behind them: pages of the product where it answers now, the shop's as it stands. */
  readonly feedback: string | undefined;
  readonly unsubscribe: string | undefined;
  readonly shop: string | undefined;
  tries: number;
}

const PAGE = 200;
const TRIES = 5;
const keyOf = (kind: string, mail: string): string => `${kind} ${mail}`;
/** A link behind which the score stands alone: what is before it opens the question. */
const SCORED = /\/feedback\/[^/]+\/(\d)$/;
const WAY_OUT = /\/unsubscribe\/.+$/;

/** The people who receive: they look into their mail, and some of them do something about it. */
export class Audience {
  /** Number of the newest message that was looked at. */
  #seen = -1;
  readonly #mails = new Map<string, number>();
  #plans: Plan[] = [];
  readonly #done: Set<string>;

  constructor(private readonly settings: AudienceSettings) {
    this.#done = new Set(settings.before.map(({ kind, mail }) => keyOf(kind, mail)));
  }

  /** Takes in what came, and does what is due. What fails is tried again at the next turn. */
  async turn(now: Instant): Promise<void> {
    for (const message of await this.#newMail()) this.#read(message, now);
    for (const plan of this.#plans.filter(({ at }) => at <= now)) {
      const { kind } = plan.intent;
      const score = plan.intent.kind === 'answered' ? { score: plan.intent.score } : {};
      const deed = { kind, mail: plan.mail, ...score };
      const why = await this.#act(plan);
      if (why === undefined) this.settings.done(deed);
      else if (++plan.tries < TRIES) continue;
      else this.settings.refused(deed, why);
      this.#plans = this.#plans.filter((one) => one !== plan);
    }
  }

  async #newMail(): Promise<InboxMessage[]> {
    const { inbox } = this.settings;
    const answer = await fetch(`${inbox}?after=${String(this.#seen)}&limit=${String(PAGE)}`, {
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`the inbox answered ${String(answer.status)}`);
    const messages = (await answer.json()) as InboxMessage[];
    this.#seen = messages.at(-1)?.number ?? this.#seen;
    return messages;
  }

  #read({ kind, id, to, html }: InboxMessage, now: Instant): void {
    if (kind !== 'email') return;
    const place = this.#mails.get(to) ?? 0;
    this.#mails.set(to, place + 1);
    const mail = id.slice(0, id.indexOf('@'));
    const links = linksOf(html);
    const feedback = links.find((link) => SCORED.test(link));
    const unsubscribe = links.find((link) => WAY_OUT.test(link));
    const shop = links.find((link) => link !== unsubscribe && !SCORED.test(link));
    const intents = intentsOf(this.settings.seed, {
      to,
      place,
      asks: feedback !== undefined,
      offersWayOut: unsubscribe !== undefined,
      links: shop !== undefined,
    });
    for (const intent of intents) {
      if (this.#done.has(keyOf(intent.kind, mail))) continue;
      this.#plans.push({
        ...{ at: now + intent.after, mail, to, intent },
        ...{ shop, tries: 0 },
        feedback: this.#present(feedback, SCORED),
        unsubscribe: this.#present(unsubscribe, WAY_OUT),
      });
    }
  }

  #present(link: string | undefined, page: RegExp): string | undefined {
    const path = link && page.exec(link)?.[0];
    return path && `${this.settings.api}${path}`;
  }

  /** @returns why the product has not said that it keeps it */
  async #act(plan: Plan): Promise<string | undefined> {
    try {
      return (await this.#try(plan)) ? undefined : 'the page would not take it';
    } catch (error) {
      this.settings.log.warn({ err: error }, 'a person of the demo tries again later');
      const what = error instanceof Error ? error.message : String(error);
      return `nobody answered at ${this.settings.api}: ${what}`;
    }
  }

  async #try({ mail, to, intent, feedback = '', unsubscribe = '', shop = '' }: Plan) {
    if (intent.kind === 'answered') return await answer(feedback, intent);
    if (intent.kind === 'unsubscribed') return await leave(unsubscribe, intent.all);
    await this.settings.clicked(to, mail, shop);
    return true;
  }
}

const isThanks = ({ status, html }: Page): boolean =>
  status === 200 && html.includes('name="comment"');

/** One click where the browser tells of it, one more press where it does not; then a word or two. */
async function answer(
  link: string,
  { score, comment, modern }: Extract<Intent, { kind: 'answered' }>,
): Promise<boolean> {
  const mine = link.replace(/\d$/, String(score));
  let page = await follow(mine, modern);
  if (!isThanks(page)) {
    const form = formsOf(page).find((one) => hasButton(one, 'score', String(score)));
    if (!form) return false;
    page = await press(mine, form.action, { score: String(score) });
  }
  if (!isThanks(page)) return false;
  if (comment === undefined) return true;
  const form = formsOf(page).find(({ html }) => html.includes('name="comment"'));
  return isThanks(await press(mine, form?.action, { score: String(score), comment }));
}

async function leave(link: string, all: boolean): Promise<boolean> {
  const page = await follow(link, true);
  const scope = all ? 'all' : 'topic';
  const form = formsOf(page).find((one) => hasButton(one, 'scope', scope));
  return form !== undefined && (await press(link, form.action, { scope })).status === 200;
}
