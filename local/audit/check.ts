import { startsOn } from '../../engine';
import type { LoggedEvent, LoggedMessage, LoggedReceived, Logs } from './dump';

export type ProblemKind =
  | 'accepted event lost'
  | 'event without outcome'
  | 'message without a ledger row'
  | 'message against its ledger row'
  | 'sent without a message'
  | 'received twice'
  | 'claim left open'
  | 'run never started'
  | 'run stuck';

export interface Problem {
  readonly kind: ProblemKind;
  /** Id of the event, the message's key, or the enrollment. */
  readonly what: string;
  readonly why: string;
}

export interface Audit {
  readonly problems: readonly Problem[];
  /** Keys of the messages that nobody knows the fate of: claimed and never marked, and held since. */
  readonly ambiguous: readonly string[];
  /** Ids of events that do not fit the catalogue, and so started nothing. */
  readonly misfits: readonly string[];
  /** Messages that nothing could deliver, with why. */
  readonly undelivered: readonly { readonly key: string; readonly why: string }[];
  /** Messages that came more than once, of topics that send again rather than not at all. */
  readonly repeated: readonly Repeated[];
  readonly counts: {
    readonly accepted: number;
    readonly events: number;
    readonly enrollments: number;
    readonly ledger: Readonly<Record<string, number>>;
    readonly received: number;
    /** Further copies of messages that their topic sends again rather than not at all. */
    readonly resent: number;
  };
}

export interface Repeated {
  readonly key: string;
  readonly copies: number;
  readonly claimedAt: number;
}

/** Reasons of messages that were skipped though their customer was to have them. */
const UNDELIVERED: readonly string[] = ['undeliverable', 'unavailable'];

/** Holds what was accepted, what was decided and what was received against each other. Pure: a moment's logs in, what differs out. */
export function audit(logs: Logs): Audit {
  const matched = matchReceived(logs);
  const ledger: Record<string, number> = {};
  for (const { state } of logs.messages) ledger[state] = (ledger[state] ?? 0) + 1;
  return {
    problems: [
      ...lostEvents(logs),
      ...withoutOutcome(logs),
      ...runProblems(logs),
      ...matched.problems,
    ],
    ambiguous: logs.messages.filter(({ state }) => state === 'ambiguous').map(({ key }) => key),
    misfits: logs.events.filter(({ problems }) => problems !== null).map(({ id }) => id),
    undelivered: logs.messages.flatMap(({ key, state, reason }) =>
      state === 'failed' || (state === 'skipped' && UNDELIVERED.includes(reason ?? ''))
        ? [{ key, why: reason ?? state }]
        : [],
    ),
    repeated: matched.repeated,
    counts: {
      accepted: logs.accepted.length,
      events: logs.events.length,
      enrollments: logs.enrollments.length,
      ledger,
      received: logs.received.length,
      resent: matched.repeated.reduce((sum, { copies }) => sum + copies - 1, 0),
    },
  };
}

function lostEvents({ accepted, events }: Logs): Problem[] {
  const kept = new Set(events.map(({ messageId }) => messageId));
  return accepted
    .filter((messageId) => !kept.has(messageId))
    .map((what) => ({
      kind: 'accepted event lost',
      what,
      why: 'its sender had the answer, and the store does not have it',
    }));
}

/** An outcome: worked off by the relay and, where a journey starts on it, an enrollment row, be it one turned away. */
function withoutOutcome({ events, enrollments, journeys, since }: Logs): Problem[] {
  const entered = new Set(enrollments.map(({ journey, eventId }) => `${journey} ${eventId}`));
  const missing = (event: LoggedEvent): string | undefined => {
    if (event.appliedAt === null) return 'not applied';
    if (event.doneAt === null) return 'applied, and its runs not yet rung';
    if (event.problems !== null || event.acceptedAt < since) return undefined;
    const named = { name: event.name, properties: event.properties };
    const absent = journeys.find(
      (spec) =>
        startsOn(spec, named, event.journey ?? undefined) && !entered.has(`${spec.id} ${event.id}`),
    );
    return absent && `no enrollment of ${absent.id}, not even one turned away`;
  };
  return events.flatMap((event) => {
    const why = missing(event);
    return why === undefined ? [] : [{ kind: 'event without outcome', what: event.id, why }];
  });
}

const runProblems = ({ enrollments }: Logs): Problem[] =>
  enrollments.flatMap(({ id, state, stuck }): Problem[] => {
    if (stuck !== null) return [{ kind: 'run stuck', what: id, why: stuck }];
    if (state !== 'starting') return [];
    return [{ kind: 'run never started', what: id, why: 'its enrollment is still starting' }];
  });

function matchReceived(logs: Logs): { problems: Problem[]; repeated: Repeated[] } {
  const owner = ledgerIndex(logs.messages);
  const copies = new Map<LoggedMessage, number>();
  const problems: Problem[] = [];
  for (const message of sureFirst(logs.received, owner)) {
    const row = owner(message, copies);
    if (row) {
      copies.set(row, (copies.get(row) ?? 0) + 1);
      problems.push(...strayed(row, message));
    } else {
      const why = `${message.kind}, and no row claims it`;
      problems.push({ kind: 'message without a ledger row', what: message.id, why });
    }
  }
  const repeated: Repeated[] = [];
  for (const row of logs.messages) {
    const count = copies.get(row) ?? 0;
    const mayRepeat = logs.resent.includes(row.topic);
    if (mayRepeat && count > 1) {
      repeated.push({ key: row.key, copies: count, claimedAt: row.claimedAt ?? 0 });
    }
    problems.push(...rowProblems(row, count, mayRepeat));
  }
  return { problems, repeated };
}

/** What counts is what it was claimed for: its customer may have another address since. */
function strayed({ key, claimedFor }: LoggedMessage, { kind, keyed }: LoggedReceived): Problem[] {
  if (keyed === undefined || claimedFor === null || keyed === claimedFor) return [];
  const why = `${kind}, received at another address than it was claimed for`;
  return [{ kind: 'message against its ledger row', what: key, why }];
}

/** Messages whose id names their row, before those that go by address. */
const sureFirst = (
  received: readonly LoggedReceived[],
  owner: ReturnType<typeof ledgerIndex>,
): LoggedReceived[] => {
  const none = new Map<LoggedMessage, number>();
  const sure = (message: LoggedReceived): boolean =>
    message.kind === 'email' || owner({ ...message, address: '' }, none) !== undefined;
  return [...received.filter(sure), ...received.filter((message) => !sure(message))];
};

/**
 * The row that a received message belongs to: a mail carries the row's id in its Message-ID; an SMS has the provider's id,
 * which the row of a lost answer never learned, so that it goes by the address there.
 */
function ledgerIndex(messages: readonly LoggedMessage[]) {
  const byId = new Map(messages.map((row) => [row.id, row]));
  const byProvider = new Map(
    messages.flatMap((row) => (row.providerId === null ? [] : [[row.providerId, row] as const])),
  );
  const unsure = messages.filter(
    ({ channel, state, providerId }) =>
      channel === 'sms' && providerId === null && (state === 'ambiguous' || state === 'claimed'),
  );
  return (
    { kind, id, address }: LoggedReceived,
    copies: ReadonlyMap<LoggedMessage, number>,
  ): LoggedMessage | undefined =>
    kind === 'email'
      ? byId.get(id.slice(0, id.indexOf('@')))
      : (byProvider.get(id) ?? unsure.find((row) => row.address === address && !copies.has(row)));
}

function rowProblems(row: LoggedMessage, count: number, mayRepeat: boolean): Problem[] {
  const { key: what, state, reason, attempts } = row;
  const problems: Problem[] = [];
  if (state === 'sent' && count === 0) {
    problems.push({
      kind: 'sent without a message',
      what,
      why: `${row.channel ?? ''}, not received`,
    });
  }
  if (state === 'claimed') {
    problems.push({ kind: 'claim left open', what, why: 'claimed, and never marked' });
  }
  if (count > 0 && (state === 'skipped' || state === 'failed' || state === 'released')) {
    const why = `received, and the ledger says ${state}${reason === null ? '' : ` (${reason})`}`;
    problems.push({ kind: 'message against its ledger row', what, why });
  }
  // Each attempt hands over once, and of most topics one copy may arrive.
  if (count > (mayRepeat ? attempts : 1)) {
    const why = `received ${String(count)} times, in ${String(attempts)} attempts`;
    problems.push({ kind: 'received twice', what, why });
  }
  return problems;
}
