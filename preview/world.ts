import {
  concerns,
  fieldsEqual,
  PermanentError,
  type Answer,
  type Bell,
  type Calls,
  type CallName,
  type ClosedWait,
  type EventRecord,
  type Instant,
  type Json,
  type JourneySpec,
  type OpenWait,
  type RunInput,
  type Scalar,
  type Step,
  type WaitInput,
} from '../engine';
import type { EndOf } from './ends';
import type { Row } from './trace';
import { verdictsOf, type GoalState, type Happened } from './verdicts';

/** One call as the world sees it. */
export interface Ask<K extends CallName> {
  readonly input: Calls[K]['input'];
  readonly step: Step;
  readonly now: Instant;
}

type Given = 'send' | 'do' | 'is' | 'get' | 'split';
/** What the world is told: a scenario's customer, or an explorer's choices. */
export type Answers = {
  readonly [K in Given]: (ask: Ask<K>) => Answer<Calls[K]['output']>;
};

interface Accepted {
  readonly event: EventRecord;
  readonly acceptedAt: Instant;
  taken: boolean;
}

interface Sitting {
  readonly step: string;
  readonly wait: WaitInput;
  readonly until: Instant;
}

type EventWait = Extract<WaitInput, { kind: 'event' }>;

const nothing = (): void => undefined;
const done = <T>(value: T, at: Instant): Answer<T> => ({ status: 'done', value, at });

/**
 * One customer's place in one journey, in memory and in virtual time. It answers a run's calls as the activities over a
 * store do: the first outcome of a step stays, verdicts act at waits, an event since entry is there for the first wait that wants it.
 */
export class World {
  readonly rows: Row[] = [];
  readonly #byStep = new Map<string, Row>();
  readonly #inbox: Accepted[] = [];
  #sitting: Sitting | undefined;
  #converted = false;
  /** The end that waits for the run's next wait, gate or effect. The first one stays, but for a conversion. */
  verdict: string | null = null;
  ended: string | undefined;

  constructor(
    readonly input: RunInput,
    readonly spec: JourneySpec,
    readonly entered: Instant,
    private readonly endOf: EndOf,
    private readonly answers: Answers,
    private readonly recorded: (row: Row) => void = nothing,
  ) {}

  /** The wait that is open. */
  get sitting(): Sitting | undefined {
    return this.#sitting;
  }

  call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
    now: Instant,
  ): Answer<Calls[K]['output']> {
    const row = this.#byStep.get(step.name);
    if (row) return done(row.value as Calls[K]['output'], row.at);
    if (this.ended !== undefined) return { status: 'ended', end: this.ended };
    const answer = this.#tried(name, { input, step, now } as never);
    if (answer.status === 'ended') this.ended = answer.end;
    if (answer.status === 'done') this.#write(step.name, answer.value as Json, now);
    return answer as Answer<Calls[K]['output']>;
  }

  /** A fault of ours does not end the run: it stands still, unless a verdict waits. */
  #tried(name: CallName, ask: Ask<never>): Answer<unknown> {
    try {
      return this.#act(name, ask);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      if (this.verdict !== null) return { status: 'ended', end: this.verdict };
      return { status: 'stuck', code: error.code, message: error.message };
    }
  }

  /**
   * An event of this customer is accepted.
   * @param enters - whether one that starts the journey may start it anew
   */
  accept(event: EventRecord, now: Instant, enters = false): Bell | undefined {
    this.#inbox.push({ event, acceptedAt: now, taken: false });
    for (const verdict of this.#verdicts(event, now)) {
      if (verdict === 'restarted' && !enters) continue;
      if (verdict === 'converted') this.#converted = true;
      this.give(verdict);
    }
    const wait = this.#sitting?.wait;
    const wanted = wait?.kind === 'event' && wait.events.includes(event.name);
    return wanted || this.verdict !== null ? { kind: 'event', id: event.id } : undefined;
  }

  /** How the goal stands now: what endings depend on. */
  goalAt(now: Instant): GoalState {
    const { goal } = this.spec;
    if (!goal || now > this.entered + goal.within) return 'over';
    return this.#converted ? 'reached' : 'open';
  }

  /** What an event would do to the run that sits in this wait: its end, or `taken`; `undefined`: nothing. */
  fate(wait: WaitInput, event: Happened, now: Instant): string | undefined {
    const verdict = this.#verdicts(event, now).at(-1);
    const isFree = verdict === undefined || (verdict === 'converted' && this.#namesGoal(wait));
    return isFree && wait.kind === 'event' && this.#wants(wait, event) ? 'taken' : verdict;
  }

  #verdicts(event: Happened, now: Instant): readonly string[] {
    return verdictsOf(this.spec, this.input.per, event, this.goalAt(now));
  }

  #namesGoal(wait: WaitInput): boolean {
    const goal = this.spec.goal?.event;
    return wait.kind === 'event' && goal !== undefined && wait.events.includes(goal);
  }

  /** Fields that this run asks of an event, in the wait that is open or to leave by it. */
  asked(name: string): Readonly<Record<string, Scalar>> {
    const wait = this.#sitting?.wait;
    const isWanted = wait?.kind === 'event' && wait.events.includes(name);
    const exit = this.spec.exit.find(({ event }) => event === name);
    if (!isWanted && !exit) return {};
    const { per } = this.input;
    const message = isWanted ? wait.message : undefined;
    return {
      ...(per && { [per.field]: per.value }),
      ...(isWanted ? wait.where : exit?.where),
      ...(message && { message }),
    };
  }

  give(verdict: string): void {
    if (this.verdict === null || this.verdict === 'converted') this.verdict = verdict;
  }

  #write(step: string, value: Json, at: Instant): void {
    const row = { step, value, at };
    this.rows.push(row);
    this.#byStep.set(step, row);
    this.recorded(row);
  }

  #act(name: CallName, ask: Ask<never>): Answer<unknown> {
    switch (name) {
      case 'open':
        return this.#open(ask);
      case 'close':
        return this.#close(ask);
      case 'end':
        return this.#end(ask);
      case 'park':
        return this.#park(ask);
      default:
        return this.answers[name](ask);
    }
  }

  #park({ input }: Ask<'park'>): Answer<null> {
    if (this.verdict !== null) return { status: 'ended', end: this.verdict };
    return { status: 'stuck', ...input };
  }

  #end({ input, now }: Ask<'end'>): Answer<null> {
    if (this.verdict !== null) return { status: 'ended', end: this.verdict };
    this.ended = input.end;
    return done(null, now);
  }

  #open({ input, step, now }: Ask<'open'>): Answer<OpenWait | ClosedWait> {
    const isEvent = input.kind === 'event';
    if (step.skip) {
      if (this.verdict !== null) return { status: 'ended', end: this.verdict };
      return done(isEvent ? { skipped: true } : { until: now, passed: true }, now);
    }
    const until = this.endOf(input, now);
    const taken = isEvent ? this.#take(input, until) : undefined;
    if (taken) return done({ event: taken.event }, now);
    if (this.verdict !== null) return { status: 'ended', end: this.verdict };
    const passed = input.kind === 'until' && until <= now;
    if (!passed) this.#sitting = { step: step.name, wait: input, until };
    return done({ until, ...(passed && { passed }) }, now);
  }

  #close({ input, step, now }: Ask<'close'>): Answer<ClosedWait> {
    const until = this.#sitting?.until ?? now;
    const taken = input.kind === 'event' ? this.#take(input, until) : undefined;
    if (taken) return this.#over({ event: taken.event, endedAt: taken.acceptedAt }, now);
    if (this.verdict !== null) return { status: 'ended', end: this.verdict };
    if (step.skip) return this.#over({ skipped: true }, now);
    if (now >= until) return this.#over({}, now);
    return { status: 'later', until, why: 'waiting' };
  }

  #over(closed: ClosedWait, now: Instant): Answer<ClosedWait> {
    this.#sitting = undefined;
    return done(closed, now);
  }

  /** Takes the first event that the wait wants, accepted before its deadline. */
  #take(wait: EventWait, until: Instant): Accepted | undefined {
    const converting = this.verdict === 'converted' && this.#namesGoal(wait);
    if (this.verdict !== null && !converting) return undefined;
    const first = this.#inbox.find(
      ({ event, acceptedAt, taken }) => !taken && acceptedAt < until && this.#wants(wait, event),
    );
    if (!first) return undefined;
    first.taken = true;
    if (converting && first.event.name === this.spec.goal?.event) this.verdict = null;
    return first;
  }

  #wants({ events, where, message }: EventWait, { name, properties }: Happened): boolean {
    return (
      events.includes(name) &&
      concerns(properties, this.input.per) &&
      fieldsEqual(properties, where) &&
      (message === undefined || (message !== null && properties['message'] === message))
    );
  }
}
