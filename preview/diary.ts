import type { ShopCatalog } from '../catalog';
import {
  parseDuration,
  type Answer,
  type EffectOutcome,
  type Instant,
  type Json,
  type JsonObject,
  type RunInput,
  type Sent,
  type Snapshot,
  type TurnedAway,
} from '../engine';
import type { MessageView } from '../messages';
import { codeRecord, recordsOf, type Issued } from './records';
import type { Scenario } from './scenario';
import { traceSteps, type Row, type TraceStep } from './trace';
import type { Answers, Ask } from './world';

type Fields = Readonly<Record<string, Json>>;

/** All that a message is rendered with, but for its links. */
export type Seen = Omit<MessageView, 'links'>;

/** A message that went out. */
export interface SentMessage {
  readonly kind: 'message';
  /** ms after the story's start. */
  readonly at: number;
  /** The run it is of, counted from 0 in the order of entry. */
  readonly run: number;
  readonly journey: string;
  readonly step: string;
  readonly template: string;
  readonly channel: string;
  readonly props: JsonObject;
  readonly sees: Seen;
}

interface OfRun {
  readonly at: number;
  readonly run: number;
  readonly journey: string;
}

/** One thing of a customer's story, in the order in which it came. */
export type DiaryEntry =
  | SentMessage
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly event: string;
      readonly properties: Fields;
      /** The journey's own doing, or a trigger's. Left out: the customer's. */
      readonly by?: 'journey' | 'trigger';
    }
  /** What is known of the customer changes, or an operator acts: in words. */
  | { readonly kind: 'change'; readonly at: number; readonly what: string }
  | (OfRun & { readonly kind: 'enters'; readonly title: string; readonly event: string })
  | {
      readonly kind: 'not entered';
      readonly at: number;
      readonly journey: string;
      readonly reason: TurnedAway | 'held out';
    }
  | (OfRun & { readonly kind: 'not sent'; readonly step: string } & {
      readonly template: string;
      readonly reason: string;
    })
  | (OfRun & { readonly kind: 'put off'; readonly step: string } & {
      readonly template: string;
      readonly why: string;
      /** ms after the story's start: when it is looked at again. */
      readonly until: number;
    })
  | (OfRun & { readonly kind: 'effect'; readonly step: string } & {
      readonly effect: string;
      readonly input: JsonObject;
      readonly outcome: EffectOutcome;
      /** The code that it issued, as a template shows it. */
      readonly code?: JsonObject;
    })
  /** A wait that opens or is over, a segment, a fact or a split; `at` and `until` as everywhere here. */
  | (OfRun & { readonly kind: 'step' } & Omit<TraceStep, 'at'>)
  | (OfRun & { readonly kind: 'end'; readonly end: string })
  | (OfRun & { readonly kind: 'stands'; readonly why: string });

/** Keeps what happens to one customer, in whichever engine it happens. */
export class Diary {
  readonly entries: DiaryEntry[] = [];
  /** Codes by the id that they travel under. */
  readonly issued = new Map<string, Issued>();
  #runs = 0;

  constructor(
    readonly catalog: ShopCatalog,
    readonly start: Instant,
    readonly reader: Seen['customer'],
  ) {}

  static of(catalog: ShopCatalog, start: Instant, { traits, locale, zone }: Scenario): Diary {
    return new Diary(catalog, start, {
      traits: { ...traits },
      locale: locale ?? null,
      timeZone: zone ?? null,
    });
  }

  event(event: string, properties: Fields, at: Instant, by?: 'journey' | 'trigger'): void {
    this.entries.push({
      ...{ kind: 'event', at: at - this.start, event, properties },
      ...(by && { by }),
    });
  }

  changed(what: string, at: Instant): void {
    this.entries.push({ kind: 'change', at: at - this.start, what });
  }

  turnedAway(journey: string, reason: TurnedAway | 'held out', at: Instant): void {
    this.entries.push({ kind: 'not entered', at: at - this.start, journey, reason });
  }

  /** @param properties - of its entry event, personal ones too */
  begin(input: RunInput, title: string, properties: Fields, at: Instant): Chapter {
    return new Chapter(this, this.#runs++, input, { title, properties, at });
  }

  get messages(): readonly SentMessage[] {
    return this.entries.filter((one) => one.kind === 'message');
  }
}

/** One run's part of a diary. */
export class Chapter {
  #putOff: string | undefined;
  readonly #event: Seen['event'];

  constructor(
    private readonly diary: Diary,
    readonly run: number,
    { journey, event }: RunInput,
    { title, properties, at }: { title: string; properties: Fields; at: Instant },
  ) {
    const { name, at: when } = event;
    this.journey = journey;
    this.#event = { name, at: when, properties: { ...properties } };
    diary.entries.push({ kind: 'enters', ...this.#of(at), title, event: name });
  }

  readonly journey: string;

  #of(at: Instant): OfRun {
    return { at: at - this.diary.start, run: this.run, journey: this.journey };
  }

  /** The same answers, noted. */
  static noting(answers: Answers, chapter: () => Chapter | undefined): Answers {
    return {
      ...answers,
      send: (ask) => {
        const answer = answers.send(ask);
        const noted = chapter();
        if (noted) noted.#sent(ask, answer);
        return answer;
      },
      do: (ask) => {
        const answer = answers.do(ask);
        const noted = chapter();
        if (noted) noted.#did(ask, answer);
        return answer;
      },
    };
  }

  #sent({ input: { template, props }, step, now }: Ask<'send'>, answer: Answer<Sent>): void {
    const { entries, start } = this.diary;
    const of = { ...this.#of(now), step: step.name, template };
    if (answer.status === 'later') {
      const { why, until } = answer;
      const said = `${step.name} ${why}`;
      if (this.#putOff === said) return;
      this.#putOff = said;
      entries.push({ kind: 'put off', ...of, why, until: until - start });
    } else if (answer.status === 'done' && answer.value.status === 'skipped') {
      entries.push({ kind: 'not sent', ...of, reason: answer.value.reason });
    } else if (answer.status === 'done' && answer.value.status === 'sent') {
      const { catalog, issued, reader: customer } = this.diary;
      const seen = recordsOf(catalog, template, props, issued);
      const sees = { customer, event: this.#event, props: seen };
      entries.push({ kind: 'message', ...of, channel: answer.value.channel, props, sees });
    }
  }

  #did({ input: { effect, input }, step, now }: Ask<'do'>, answer: Answer<EffectOutcome>): void {
    if (answer.status !== 'done') return;
    const { entries, issued } = this.diary;
    const outcome = answer.value;
    const of = { ...this.#of(now), step: step.name, effect, input, outcome };
    if (effect !== 'issue-offer' || outcome.status !== 'done') {
      entries.push({ kind: 'effect', ...of });
      return;
    }
    const { offer, expiresIn } = input as { offer: string; expiresIn?: string };
    const { validity = '1 day' } = this.diary.catalog.offers[offer] ?? {};
    const expiresAt = now + parseDuration(expiresIn ?? validity);
    const issue = { offer, expiresAt, key: step.key };
    issued.set((outcome as JsonObject)['offer'] as string, issue);
    const code = codeRecord(this.diary.catalog, issue);
    entries.push({ kind: 'effect', ...of, ...(code && { code }) });
  }

  recorded(row: Row): void {
    const [step] = traceSteps([row], this.diary.start);
    if (!step || !/^(wait|is |get |split )/.test(step.step)) return;
    this.diary.entries.push({ kind: 'step', ...this.#of(row.at), ...step });
  }

  /** The run ended, or stands still. */
  over({ state, end, why }: Snapshot, at: Instant): void {
    const of = this.#of(at);
    if (state === 'ended') this.diary.entries.push({ kind: 'end', ...of, end: end ?? '' });
    else this.diary.entries.push({ kind: 'stands', ...of, why: `${state}: ${why ?? ''}` });
  }
}
