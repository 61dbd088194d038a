import { z } from 'zod';
import { outcomeLine, readPer, type Instant } from '../engine';
import type { RunDetail, RunSummary } from '../store';
import { Text } from './ids';

export const At = z.iso.datetime().describe("ISO 8601, UTC, on the product's clock.");
/** Why an operator acts. */
export const REASON = Text(500).optional().describe('Kept in the audit. Nothing personal.');
export const Reason = z.object({ reason: REASON }).nullish();

const STATES = ['starting', 'running', 'ended', 'turned away', 'held out'] as const;
export const RunState = z.enum(STATES);

const Waiting = z.object({
  step: z.string(),
  kind: z.enum(['for', 'until', 'event']),
  events: z.array(z.string()),
  until: At,
  since: At,
});
const Stuck = z.object({ step: z.string(), code: z.string(), message: z.string() });

const summary = {
  id: z.string(),
  journey: z.string(),
  customer: z.string().describe('Opaque id.'),
  per: z
    .union([z.string(), z.number(), z.boolean()])
    .nullable()
    .describe("The value of the journey's `per` field."),
  state: RunState,
  reason: z.string().nullable().describe('Why it was turned away.'),
  end: z.string().nullable(),
  verdict: z.string().nullable().describe('The end that it will meet at its next wait or gate.'),
  generation: z.number().int(),
  release: z.string(),
  enteredAt: At,
  endedAt: At.nullable(),
  convertedAt: At.nullable(),
  paused: z.boolean(),
  journeyPaused: z.boolean(),
  stuck: Stuck.nullable(),
  waiting: Waiting.nullable(),
};

export const RunSummaryView = z.object(summary).meta({ id: 'Run' });
export const RunDetailView = z
  .object({
    ...summary,
    entry: z.object({ id: z.string(), name: z.string(), at: z.string() }),
    story: z
      .array(z.object({ step: z.string(), verb: z.string(), outcome: z.string(), at: At }))
      .describe('What was done and decided, in order.'),
    messages: z.array(
      z.object({
        id: z.string(),
        step: z.string(),
        template: z.string(),
        topic: z.string(),
        channel: z.string().nullable(),
        state: z.string(),
        reason: z.string().nullable(),
        attempts: z.number().int(),
        claimedAt: At.nullable(),
        markedAt: At.nullable(),
      }),
    ),
  })
  .meta({ id: 'RunDetail' });
export const RunPage = z
  .object({
    runs: z.array(RunSummaryView),
    next: z.string().optional().describe('Give it as `after` for the page behind.'),
  })
  .meta({ id: 'RunPage' });

export type RunSummaryView = z.output<typeof RunSummaryView>;
export type RunDetailView = z.output<typeof RunDetailView>;
export type RunPage = z.output<typeof RunPage>;

export const iso = (at: Instant): string => new Date(at).toISOString();
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/** A run as the api tells it. */
export function runView(run: RunSummary): RunSummaryView {
  const { waiting } = run;
  return {
    id: run.id,
    journey: run.journey,
    customer: run.customer,
    per: readPer(run.per) ?? null,
    state: run.state,
    reason: run.reason,
    end: run.end,
    verdict: run.verdict,
    generation: run.generation,
    release: run.release,
    enteredAt: iso(run.enteredAt),
    endedAt: isoOrNull(run.endedAt),
    convertedAt: isoOrNull(run.convertedAt),
    paused: run.paused,
    journeyPaused: run.journeyPaused,
    stuck: run.stuck,
    waiting: waiting && {
      step: waiting.step,
      kind: waiting.kind,
      events: [...waiting.events],
      until: iso(waiting.until),
      since: iso(waiting.openedAt),
    },
  };
}

/** The step of a message, from its key `<enrollment>:<generation>:<step>`. */
export const stepOf = (key: string): string => key.split(':').slice(2).join(':');

export function runDetailView(run: RunDetail): RunDetailView {
  const { id, name, at } = run.event;
  return {
    ...runView(run),
    entry: { id, name, at },
    story: run.steps.map((step) => ({
      step: step.step,
      verb: step.verb,
      outcome: outcomeLine(step.value),
      at: iso(step.at),
    })),
    messages: run.messages.map((message) => ({
      id: message.id,
      step: stepOf(message.key),
      template: message.template,
      topic: message.topic,
      channel: message.channel,
      state: message.state,
      reason: message.reason,
      attempts: message.attempts,
      claimedAt: isoOrNull(message.claimedAt),
      markedAt: isoOrNull(message.markedAt),
    })),
  };
}
