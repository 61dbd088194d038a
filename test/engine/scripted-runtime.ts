import type {
  AnyDefinition,
  Answer,
  Cancellable,
  CallName,
  Calls,
  Instant,
  Run,
  RunInput,
  Runtime,
  Snapshot,
  Step,
} from '../../engine';
import { DAY, startRun } from '../../engine';
import type { UntypedJourney } from '../../engine/verbs';

export const ENTRY = Date.parse('2026-03-02T10:00:00Z');

export interface Asked {
  readonly name: CallName;
  readonly input: Calls[CallName]['input'];
  readonly step: Step;
  readonly at: Instant;
  /** The run that asks, for scripts that ring it meanwhile. */
  run(): Run;
}

/** Answers one call, or leaves it to the next script. */
export type Script = (asked: Asked) => Answer<unknown> | Promise<Answer<unknown>> | undefined;

/** What a healthy store would answer: sends are sent, waits last as long as they say. */
const healthy = ({ name, input, step, at }: Asked, opened: Instant): Answer<unknown> => {
  const done = (value: unknown): Answer<unknown> => ({ status: 'done', value, at });
  if (name === 'send') return done({ status: 'sent', channel: 'email', message: `m-${step.name}` });
  if (name === 'do') return done({ status: 'done' });
  if (name === 'is') return done(false);
  if (name === 'split') return done(Object.keys((input as Calls['split']['input']).arms)[0]);
  if (name === 'open') return done({ until: at + DAY });
  if (name !== 'close') return done(null);
  const until = opened + DAY;
  return at >= until ? done({}) : { status: 'later', until, why: 'waiting' };
};

/** A runtime on a virtual clock that records what it is asked, and answers by script. */
export class ScriptedRuntime implements Runtime {
  readonly asked: Asked[] = [];
  readonly shown: Snapshot[] = [];
  readonly timers: { until: Instant; state: 'set' | 'fired' | 'cancelled'; fire: () => void }[] =
    [];
  run: Run | undefined;
  #now = ENTRY;
  #opened = ENTRY;

  constructor(private readonly script: Script = () => undefined) {}

  now(): Instant {
    return this.#now;
  }

  timer(until: Instant): Cancellable {
    let fire: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (fire = resolve));
    const timer: (typeof this.timers)[number] = { until, state: 'set', fire };
    this.timers.push(timer);
    return { done, cancel: () => void (timer.state = 'cancelled') };
  }

  async call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
  ): Promise<Answer<Calls[K]['output']>> {
    const asked: Asked = { name, input, step, at: this.#now, run: () => this.run! };
    this.asked.push(asked);
    if (name === 'open') this.#opened = this.#now;
    return (await (this.script(asked) ?? healthy(asked, this.#opened))) as Answer<
      Calls[K]['output']
    >;
  }

  status(snapshot: Snapshot): void {
    const story = snapshot.story.map(({ step, outcome, at }) => ({ step, outcome, at }));
    this.shown.push({ ...snapshot, story });
  }

  /** Lets the run go on until it waits for time or a bell. */
  async settle(): Promise<void> {
    await new Promise(setImmediate);
  }

  /** Moves the clock, firing on the way each timer that is due, in order. */
  async advanceTo(instant: Instant): Promise<void> {
    await this.settle();
    for (;;) {
      const [next] = this.timers
        .filter((timer) => timer.state === 'set' && timer.until <= instant)
        .sort((a, b) => a.until - b.until);
      if (!next) break;
      next.state = 'fired';
      this.#now = Math.max(this.#now, next.until);
      next.fire();
      await this.settle();
    }
    this.#now = Math.max(this.#now, instant);
  }

  names(): string[] {
    return this.asked.map(({ name, step }) => `${name} ${step.name}`);
  }
}

export const inputOf = (rest: Partial<RunInput> = {}): RunInput => ({
  enrollment: 'e1',
  journey: 'test',
  customer: 'c1',
  release: 'r1',
  generation: 0,
  event: { id: 'ev1', name: 'Signed Up', at: new Date(ENTRY).toISOString(), properties: {} },
  ...rest,
});

export const journeyOf = (story: (journey: UntypedJourney) => Promise<string>): AnyDefinition => ({
  id: 'test',
  title: 'Test',
  on: [],
  run: story,
});

/** Starts a run of this story and lets it settle. */
export async function started(
  story: (journey: UntypedJourney) => Promise<string>,
  script?: Script,
  input?: Partial<RunInput>,
): Promise<{ run: Run; runtime: ScriptedRuntime; end: () => string | undefined }> {
  const runtime = new ScriptedRuntime(script);
  const run = startRun(journeyOf(story), inputOf(input), runtime);
  runtime.run = run;
  let end: string | undefined;
  void run.finished.then((finished) => (end = finished.end));
  await runtime.settle();
  return { run, runtime, end: () => end };
}
