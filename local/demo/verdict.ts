import type { Audit, ProblemKind } from '../audit';
import type { Evidence } from './evidence';
import {
  convertedOf,
  cutOffOf,
  endedOf,
  endsOf,
  type JourneyStanding,
  type Standing,
} from './standing';

/** One thing that the demo must show, and what differs. */
export interface Check {
  readonly what: string;
  readonly differs: readonly string[];
}

/** All that a verdict is made from. */
export interface Findings {
  /** Message ids of all that happened up to now. */
  readonly happened: readonly string[];
  readonly accepted: readonly string[];
  /** What the api or a page would not take, with why. */
  readonly refused: readonly string[];
  readonly audit: Audit;
  readonly evidence: Evidence;
  readonly standing: Standing;
  /** Ids of all journeys that the release has. */
  readonly journeys: readonly string[];
  readonly customers: number;
}

const EVENTS: readonly ProblemKind[] = ['accepted event lost', 'event without outcome'];
const RUNS: readonly ProblemKind[] = ['run stuck', 'run never started'];

const ENDS = 2;
const FULL = 200;
const RUNS_ENDED = 50;
/** Of journeys that not everyone comes to. */
const RARER: Readonly<Record<string, number>> = { 'feedback-request': 20 };

/** How many runs of a journey must have ended: fewer customers, as many fewer, but enough for two ends. */
export const endedAtLeast = (journey: string, customers: number): number =>
  Math.max(ENDS, Math.ceil(((RARER[journey] ?? RUNS_ENDED) * Math.min(customers, FULL)) / FULL));

/** Sent by each channel, answered, and converted: a handful of each in the whole; of a few customers perhaps nobody. */
const eachAtLeast = (customers: number): number =>
  Math.floor((5 * Math.min(customers, FULL)) / FULL);
/** More than half of those who are asked answer; where few were asked, perhaps nobody. */
const ASKED_FOR_EACH = 10;
const CHANNELS = { email: 'email', sms: 'SMS' } as const;

/** Whether there is enough to judge by; before that the demo goes on. */
export const hasShown = (
  standing: Standing,
  journeys: readonly string[],
  customers: number,
): boolean =>
  [...shows(standing, journeys, customers), ...handfuls(standing, customers)].length === 0;

export function judge(findings: Findings): Check[] {
  const { audit, evidence, standing, journeys, customers } = findings;
  const of = (wanted: (kind: ProblemKind) => boolean): string[] =>
    audit.problems
      .filter(({ kind }) => wanted(kind))
      .map(({ kind, what, why }) => `${kind}: ${what} (${why})`);
  return [
    { what: 'every event sent was accepted', differs: notAccepted(findings) },
    {
      what: 'every accepted event has its outcome',
      differs: [
        ...of((kind) => EVENTS.includes(kind)),
        ...audit.misfits.map((id) => `event does not fit the catalogue: ${id}`),
      ],
    },
    { what: 'what people did by their mails is recorded', differs: evidence.forgotten },
    { what: 'every row that another names is there', differs: evidence.missing },
    {
      what: 'the ledger equals the received messages, one for one',
      differs: [
        ...of((kind) => !EVENTS.includes(kind) && !RUNS.includes(kind)),
        ...evidence.unsure.map((key) => `ambiguous: ${key}`),
        ...evidence.surplus.map((key) => `received twice, and no kill explains it: ${key}`),
        ...audit.undelivered.map(({ key, why }) => `not delivered: ${key} (${why})`),
      ],
    },
    { what: 'nobody was written to after saying no', differs: evidence.afterNo },
    {
      what: 'nothing is stuck',
      differs: [
        ...of((kind) => RUNS.includes(kind)),
        ...evidence.overdue.map((id) => `run does not go on: ${id} (it was to, long ago)`),
        ...standing.journeys.flatMap(cutOff),
      ],
    },
    { what: wanted(journeys, customers), differs: shows(standing, journeys, customers) },
    {
      what: `mails and texts were sent, surveys answered, and customers converted: ${String(eachAtLeast(customers))} or more of each`,
      differs: handfuls(standing, customers),
    },
  ];
}

const cutOff = (standing: JourneyStanding): string[] =>
  Object.entries(cutOffOf(standing)).map(
    ([end, count]) => `${standing.journey}: ${String(count)} ${end}`,
  );

function notAccepted({ happened, accepted, refused }: Findings): string[] {
  const answered = new Set(accepted);
  const missing = happened.filter(
    (id) => !answered.has(id) && !refused.some((one) => one.startsWith(`${id}: `)),
  );
  return [...refused, ...missing.map((id) => `${id}: not answered for`)];
}

function wanted(journeys: readonly string[], customers: number): string {
  const usual = endedAtLeast('', customers);
  const others = journeys
    .map((id) => [id, endedAtLeast(id, customers)] as const)
    .filter(([, least]) => least !== usual)
    .map(([id, least]) => `, ${id} ${String(least)}`);
  return `each journey has ${String(usual)} ended runs or more${others.join('')}, with ${String(ENDS)} different ends`;
}

const shows = (
  { journeys: standings }: Standing,
  journeys: readonly string[],
  customers: number,
): string[] =>
  journeys.flatMap((id) => {
    const standing = standings.find(({ journey }) => journey === id);
    const ended = standing ? endedOf(standing) : 0;
    const least = endedAtLeast(id, customers);
    if (ended < least) return [`${id}: ${String(ended)} ended, of ${String(least)}`];
    return fewEnds(id, standing);
  });

function fewEnds(id: string, standing: JourneyStanding | undefined): string[] {
  const ends = Object.keys(standing ? endsOf(standing) : {});
  return ends.length >= ENDS ? [] : [`${id}: ${ends.join(', ')}, and no other end`];
}

function handfuls(standing: Standing, customers: number): string[] {
  const least = eachAtLeast(customers);
  const { sent, answered, surveys } = standing;
  const counts = [
    ...Object.entries(CHANNELS).map(
      ([channel, name]) => [name, sent[channel] ?? 0, least] as const,
    ),
    ['surveys answered', answered, Math.min(least, Math.floor(surveys / ASKED_FOR_EACH))] as const,
    ['converted', convertedOf(standing), least] as const,
  ];
  return counts.flatMap(([what, count, wanted]) =>
    count < wanted ? [`${String(count)} ${what}, of ${String(wanted)}`] : [],
  );
}
