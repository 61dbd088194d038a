import type { Audit, ProblemKind } from '../audit';
import type { Sent } from './sender';
import type { Standing } from './standing';

/** One thing that the demo must show, and what differs. */
export interface Check {
  readonly what: string;
  readonly differs: readonly string[];
}

const EVENTS: readonly ProblemKind[] = ['accepted event lost', 'event without outcome'];
const RUNS: readonly ProblemKind[] = ['run stuck', 'run never started'];
const ENDS = 2;

/** @param journeys - ids of all that the release has */
export function judge(
  sent: Sent,
  audit: Audit,
  standing: Standing,
  journeys: readonly string[],
): Check[] {
  const of = (wanted: (kind: ProblemKind) => boolean): string[] =>
    audit.problems
      .filter(({ kind }) => wanted(kind))
      .map(({ kind, what, why }) => `${kind}: ${what} (${why})`);
  return [
    {
      what: 'every event sent was accepted',
      differs: sent.failed.map(({ messageId, why }) => `${messageId}: ${why}`),
    },
    { what: 'every accepted event has its outcome', differs: of((kind) => EVENTS.includes(kind)) },
    {
      what: 'the ledger equals the received messages, one for one',
      differs: [
        ...of((kind) => !EVENTS.includes(kind) && !RUNS.includes(kind)),
        ...audit.ambiguous.map((key) => `ambiguous: ${key}`),
      ],
    },
    {
      what: `each journey ran to at least ${String(ENDS)} different ends`,
      differs: journeys.flatMap((id) => fewEnds(id, standing)),
    },
    {
      what: 'nothing is stuck, and every run ended',
      differs: [
        ...of((kind) => RUNS.includes(kind)),
        ...standing.journeys
          .filter(({ live }) => live > 0)
          .map(({ journey, live }) => `${journey}: ${String(live)} have not ended`),
      ],
    },
  ];
}

function fewEnds(id: string, { journeys }: Standing): string[] {
  const ends = Object.keys(journeys.find(({ journey }) => journey === id)?.ended ?? {});
  return ends.length >= ENDS ? [] : [`${id}: ${ends.join(', ') || 'none ended'}`];
}
