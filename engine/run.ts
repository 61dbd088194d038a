import { Bells } from './bells';
import type { AnyDefinition } from './define';
import { PermanentError, type PermanentCode, type ErrorDetails } from './errors';
import type {
  Answer,
  Bell,
  CallName,
  Calls,
  Instant,
  Json,
  RunInput,
  Runtime,
  Snapshot,
  Step,
  Stuck,
} from './port';
import { outcomeLine } from './story';
import { createJourney } from './verbs';

/** How a run finished: with the journey's named end, or the one the store gave it. */
export interface RunEnd {
  readonly end: string;
}

export interface Run {
  readonly finished: Promise<RunEnd>;
  ring(bell: Bell): void;
  snapshot(): Snapshot;
}

/** A promise that never settles: an ended run's verbs, so that no author's code runs on. */
const never = (): Promise<never> => new Promise(() => undefined);

/** An operator names the wait, not its closing. */
const waitName = (step: Step): string => step.name.replace(/ closed$/, '');

/**
 * One execution of a journey over a runtime. Holds all that a run knows: its bells, the outcomes it
 * was given to keep, and where it stands.
 */
export class RunState implements Run {
  readonly finished: Promise<RunEnd>;
  readonly #bells = new Bells();
  readonly #occurrences = new Map<string, number>();
  readonly #story: { step: string; outcome: string; at: Instant }[] = [];
  #finish: (end: RunEnd) => void = () => undefined;
  #open: string | undefined;
  #over = false;
  #keptSoFar = 0;
  #standing: Omit<Snapshot, 'story'> = { state: 'running' };
  /** When the story came to its present step: the end of its last wait. */
  due: Instant;

  constructor(
    readonly definition: AnyDefinition,
    readonly input: RunInput,
    readonly runtime: Runtime,
  ) {
    this.due = Date.parse(input.event.at);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
  }

  ring(bell: Bell): void {
    this.#bells.ring(bell);
  }

  snapshot(): Snapshot {
    return { ...this.#standing, story: this.#story };
  }

  /** Runs the journey to its end, or to a standstill that is recorded. */
  async begin(): Promise<void> {
    let end: string;
    try {
      end = await this.definition.run(createJourney(this) as never);
    } catch (error) {
      return this.#halt('JOURNEY_THREW', {
        journey: this.input.journey,
        error: error instanceof Error ? error.message : String(error),
      });
    }
    if (this.#open) return this.#halt('VERB_NOT_AWAITED', { open: this.#open });
    const step = this.step('end', 'end', end);
    await this.ask('end', { end }, step);
    this.#close(end);
  }

  /**
   * Opens a verb: one at a time. What the author awaits is settled only by this verb's own outcome.
   */
  async verb<T>(label: string, work: () => Promise<T>): Promise<T> {
    if (this.#over) return never();
    if (this.#open) {
      const open = this.#open;
      void this.#halt('TWO_VERBS', { step: label, open });
      return never();
    }
    this.#open = label;
    const value = await work();
    if (this.#over) return never();
    this.#open = undefined;
    this.#bells.dropSkip();
    return value;
  }

  /** The next step of this name: `<name>#<occurrence>`. */
  step(name: string, verb: string, detail: string): Step {
    const occurrence = (this.#occurrences.get(name) ?? 0) + 1;
    this.#occurrences.set(name, occurrence);
    return this.#keyed(name === 'end' ? 'end' : `${name}#${occurrence}`, `${verb} ${detail}`);
  }

  closing(step: Step): Step {
    return this.#keyed(`${step.name} closed`, step.summary);
  }

  #keyed(name: string, summary: string): Step {
    const { enrollment, generation } = this.input;
    return { name, key: `${enrollment}:${generation}:${name}`, summary };
  }

  /**
   * Asks until there is an outcome: waits where it is told `later`, stands still where `parked` or
   * `stuck`, and never returns from a run that has `ended`.
   */
  async ask<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
    skip = false,
  ): Promise<Calls[K]['output']> {
    const kept = await this.#kept(step);
    if (kept) return kept.value as Calls[K]['output'];
    let skipped = skip;
    for (;;) {
      const heard = this.#bells.rung;
      this.#stand({ state: 'running', step: step.name });
      const answer = await this.#call(name, input, skipped ? { ...step, skip: true } : step);
      if (this.#over) return never();
      if (answer.status === 'done') {
        this.#record(step, answer.value as Json, answer.at);
        return answer.value;
      }
      if (answer.status === 'ended') {
        this.#close(answer.end);
        return never();
      }
      await this.#standStill(answer, step, heard);
      skipped = this.#bells.takeSkip(waitName(step));
    }
  }

  /** Waits for an instant or a bell, whichever comes first. */
  async untilDueOrBell(until: Instant, step: Step, heard: number): Promise<'due' | 'bell'> {
    const timer = this.runtime.timer(until, step.summary);
    const first = await Promise.race([
      this.#bells.after(heard).then(() => 'bell' as const),
      timer.done.then(() => 'due' as const),
    ]);
    if (first === 'bell') timer.cancel();
    return first;
  }

  /** When the last outcome was recorded. */
  get lastAt(): Instant {
    return this.#story.at(-1)?.at ?? this.due;
  }

  get rung(): number {
    return this.#bells.rung;
  }

  takeSkip(step: Step): boolean {
    return this.#bells.takeSkip(step.name);
  }

  /** Whether outcomes are left that this generation keeps: then a wait among them is over. */
  get keepsMore(): boolean {
    return this.#keptSoFar < (this.input.kept?.length ?? 0);
  }

  /** Whether the next kept outcome is this step's. */
  keepsNext(step: Step): boolean {
    return this.input.kept?.[this.#keptSoFar]?.step === step.name;
  }

  standsWaiting(step: Step, until: Instant, events?: readonly string[]): void {
    this.#stand({ state: 'waiting', step: step.name, until, ...(events && { events }) });
  }

  async #kept(step: Step): Promise<{ value: Json } | undefined> {
    const kept = this.input.kept?.[this.#keptSoFar];
    if (!kept) return undefined;
    if (kept.step !== step.name) {
      await this.#halt('STEP_DIFFERS', { kept: kept.step, step: step.name });
      return never();
    }
    this.#keptSoFar++;
    this.#record(step, kept.value, kept.at);
    return kept;
  }

  async #call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
  ): Promise<Answer<Calls[K]['output']>> {
    try {
      return await this.runtime.call(name, input, step);
    } catch (error) {
      const stuck = this.#stuckBy('CALL_FAILED', {
        step: step.name,
        error: error instanceof Error ? error.message : String(error),
      });
      if (name === 'park') return { status: 'stuck', ...stuck };
      return this.#park(stuck);
    }
  }

  async #standStill(
    answer: Exclude<Answer<unknown>, { status: 'done' | 'ended' }>,
    step: Step,
    heard: number,
  ): Promise<void> {
    if (answer.status === 'later') {
      this.#stand({ state: 'later', step: step.name, until: answer.until, why: answer.why });
      await this.untilDueOrBell(
        answer.until,
        { ...step, summary: `${step.summary}: ${answer.why}` },
        heard,
      );
      return;
    }
    const why = answer.status === 'parked' ? answer.why : `${answer.code}: ${answer.message}`;
    this.#stand({ state: answer.status, step: step.name, why });
    await this.#bells.after(heard);
  }

  /** A fault of the code, not of a step: recorded, then still until a new generation or an operator's end. */
  async #halt(code: PermanentCode, details: ErrorDetails): Promise<void> {
    const stuck = this.#stuckBy(code, details);
    for (;;) {
      const heard = this.#bells.rung;
      const answer = await this.#park(stuck);
      if (this.#over) return;
      if (answer.status === 'ended') return this.#close(answer.end);
      this.#stand({ state: 'stuck', why: `${stuck.code}: ${stuck.message}` });
      await this.#bells.after(heard);
    }
  }

  #stuckBy(code: PermanentCode, details: ErrorDetails): Stuck {
    return { code, message: new PermanentError(code, details).message };
  }

  /** Written anew at each ask, never kept: that is how an operator's end is met. */
  async #park(stuck: Stuck): Promise<Answer<never>> {
    const answer = await this.#call('park', stuck, this.#keyed('park', `stuck: ${stuck.code}`));
    return answer.status === 'ended' ? answer : { status: 'stuck', ...stuck };
  }

  #record(step: Step, value: Json, at: Instant): void {
    this.#story.push({ step: step.name, outcome: outcomeLine(value), at });
    this.#stand({ state: 'running', step: step.name });
  }

  #stand(standing: Omit<Snapshot, 'story'>): void {
    if (this.#over) return;
    this.#standing = standing;
    this.runtime.status(this.snapshot());
  }

  #close(end: string): void {
    if (this.#over) return;
    this.#stand({ state: 'ended', end });
    this.#over = true;
    this.#finish({ end });
  }
}

/** Starts a run. It never rejects: what goes wrong is recorded, and the run stands still. */
export function startRun(definition: AnyDefinition, input: RunInput, runtime: Runtime): Run {
  const run = new RunState(definition, input, runtime);
  void run.begin();
  return run;
}
