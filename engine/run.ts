import { Bells } from './bells';
import type { AnyDefinition } from './define';
import type { PermanentCode } from './errors';
import { fault, faultOfCall, faultOfCode, faultOfEnd } from './fault';
import { KeptOutcomes } from './kept';
import { Page } from './page';
import type {
  Answer,
  Bell,
  CallName,
  Calls,
  Instant,
  Json,
  Kept,
  Run,
  RunEnd,
  RunInput,
  Runtime,
  Snapshot,
  Step,
  Stuck,
} from './port';
import { Patience } from './patience';
import { standStill } from './still';
import { StepNames, Steps, waitName } from './steps';
import { createJourney } from './verbs';
import type { ErrorDetails } from './thrown';
import { arrived, drive, isPromise, never, stopped, type Work } from './work';

const nothing = (): void => undefined;

/** One execution of a journey over a runtime: its bells, the outcomes it was given to keep, where it stands. */
export class RunState implements Run {
  readonly bells = new Bells();
  readonly kept: KeptOutcomes;
  readonly page: Page;
  readonly steps: Steps;
  #finished: Promise<RunEnd> | undefined;
  #finish: (end: RunEnd) => void = nothing;
  #end: RunEnd | undefined;
  /** The verb that is open. */
  #open: string | undefined;
  /** Ended, or halted by a fault: no verb settles any more. */
  #stopped = false;
  #due: Instant;

  constructor(
    readonly definition: AnyDefinition,
    readonly input: RunInput,
    readonly runtime: Runtime,
    names: StepNames,
  ) {
    this.#due = Date.parse(input.event.at);
    this.kept = new KeptOutcomes(input.kept);
    this.steps = new Steps(names);
    this.page = new Page(runtime);
  }

  /** When the story came to its present step: the end of its last wait, however late the run woke. */
  get due(): Instant {
    return Math.max(this.#due, this.input.since ?? this.#due);
  }

  set due(at: Instant) {
    this.#due = at;
  }

  /** A promise when somebody asks for it: a preview, which makes many runs a second, does not. */
  get finished(): Promise<RunEnd> {
    return (this.#finished ??= this.#end
      ? Promise.resolve(this.#end)
      : new Promise((resolve) => (this.#finish = resolve)));
  }

  ring(bell: Bell): void {
    this.bells.ring(bell);
  }

  snapshot(): Snapshot {
    return this.page.snapshot();
  }

  /** Runs the journey to its end, or to a standstill that is recorded. */
  async begin(): Promise<void> {
    let end: string;
    try {
      end = await this.definition.run(createJourney(this) as never);
    } catch (error) {
      return void drive(this.#halt(faultOfCode(this.input.journey, error)));
    }
    if (this.#stopped) return;
    if (this.#open !== undefined) return this.#fail('VERB_NOT_AWAITED', { open: this.#open });
    const unnamed = faultOfEnd(this.input.journey, end);
    if (unnamed) return void drive(this.#halt(unnamed));
    this.#open = 'end';
    const ending = drive(this.ask('end', { end }, this.steps.only('end', `end: ${end}`)));
    if (ending instanceof Promise) await ending;
    this.#close(end);
  }

  /**
   * Opens a verb: one at a time. What the author awaits is settled by this verb's own outcome, and
   * by nothing else: a fault, a second verb or the run's end leaves it open for ever.
   */
  verb<T>(label: string, work: () => Work<T>): Promise<T> {
    if (this.#stopped) return never();
    if (this.#open !== undefined) {
      this.#fail('TWO_VERBS', { step: label, open: this.#open });
      return never();
    }
    this.#open = label;
    // A second verb in the same breath is met before this one has done anything.
    return Promise.resolve().then(() => this.#opened(work));
  }

  #opened<T>(work: () => Work<T>): T | Promise<T> {
    try {
      const working = drive(work());
      if (!(working instanceof Promise)) return this.#settled(working);
      return working.then(
        (value) => this.#settled(value),
        (error: unknown) => this.#thrown(error),
      );
    } catch (error) {
      return this.#thrown(error);
    }
  }

  #settled<T>(value: T): T | Promise<T> {
    if (this.#stopped) return never();
    this.#open = undefined;
    this.bells.dropSkip();
    // What is not there, as the store has it, is `undefined` to an author.
    return value ?? (undefined as T);
  }

  #thrown(error: unknown): Promise<never> {
    void drive(this.#halt(faultOfCode(this.input.journey, error)));
    return never();
  }

  /**
   * Asks until there is an outcome: waits where it is told `later`, stands still where `parked` or
   * `stuck`, and never returns from a run that has stopped.
   */
  *ask<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
    skip = false,
  ): Work<Calls[K]['output']> {
    const kept = this.kept.next;
    if (kept) return yield* this.#keep(kept, step);
    let skipped = skip;
    let patience: Patience | undefined;
    while (!this.#stopped) {
      const heard = this.bells.rung;
      this.page.running(step.name);
      let answer: Answer<Calls[K]['output']>;
      try {
        const given = this.runtime.call(name, input, skipped ? { ...step, skip: true } : step);
        answer = isPromise(given) ? ((yield given) as typeof answer) : given;
      } catch (error) {
        answer = yield* this.#park(faultOfCall(step.name, error));
      }
      if (answer.status === 'ended') this.#close(answer.end);
      else if (this.#stopped) break;
      else if (answer.status === 'done') {
        this.page.record(step.name, answer.value as Json, answer.at);
        return answer.value;
      } else {
        patience ??= new Patience();
        yield* standStill(this, answer, { input, step }, { heard, patience });
        skipped ||= this.bells.takeSkip(waitName(step.name));
      }
    }
    return yield* stopped();
  }

  /** Waits for an instant or a bell, whichever comes first. */
  *untilDueOrBell(until: Instant, summary: string, heard: number): Work<'due' | 'bell'> {
    const timer = this.runtime.timer(until, summary);
    if (timer === 'over') return this.bells.rung > heard ? 'bell' : 'due';
    const rings = this.bells.after(heard).then(() => 'bell' as const);
    const first = yield* arrived(Promise.race([rings, timer.done.then(() => 'due' as const)]));
    if (first === 'bell') timer.cancel();
    return first;
  }

  *#keep<T>(kept: Kept, step: Step): Work<T> {
    if (kept.step !== step.name) {
      this.#fail('STEP_DIFFERS', { kept: kept.step, step: step.name });
      return yield* stopped();
    }
    this.kept.take();
    this.page.record(step.name, kept.value, kept.at);
    return kept.value as T;
  }

  /** Written anew at each ask, never kept: that is how an operator's end is met. */
  *#park(stuck: Stuck): Work<Answer<never>> {
    const step = this.steps.only('park', `stuck: ${stuck.code}`);
    try {
      const answer = yield* arrived(this.runtime.call('park', stuck, step));
      if (answer.status === 'ended') return answer;
    } catch {
      // Nothing can be recorded now: it stands still all the same, and asks again at the next bell.
    }
    return { status: 'stuck', ...stuck };
  }

  #fail(code: PermanentCode, details: ErrorDetails): void {
    void drive(this.#halt(fault(code, details)));
  }

  /** A fault of the code, not of a step: recorded, then still until a new generation or an operator's end. */
  *#halt(stuck: Stuck): Work<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (;;) {
      const heard = this.bells.rung;
      const answer = yield* this.#park(stuck);
      if (answer.status === 'ended') return this.#close(answer.end);
      if (this.#end) return;
      this.page.stand({ state: 'stuck', why: `${stuck.code}: ${stuck.message}` });
      yield this.bells.after(heard);
    }
  }

  #close(end: string): void {
    this.#stopped = true;
    if (this.#end) return;
    this.page.ended(end);
    this.#end = { end };
    this.#finish(this.#end);
  }
}

/** Starts a run. It never rejects: what goes wrong is recorded. @param names - shared by runs with the same input */
export function startRun(
  definition: AnyDefinition,
  input: RunInput,
  runtime: Runtime,
  names: StepNames = new StepNames(input),
): Run {
  const run = new RunState(definition, input, runtime, names);
  void run.begin();
  return run;
}
