import { audit, type Logs } from '../../../local';

export interface Doctored {
  readonly what: string;
  readonly found: readonly string[];
}

/** The check must be able to fail: each of these logs has one fault, and must be found guilty of it. */
export function tryTheCheck(logs: Logs): Doctored[] {
  const sent = logs.messages.filter(({ state }) => state === 'sent');
  const victim = logs.received.find(({ id }) => sent.some((row) => id.startsWith(`${row.id}@`)));
  if (!victim) throw new Error('no received message to doctor');
  const index = logs.received.indexOf(victim);
  const gone = logs.accepted[Math.floor(logs.accepted.length / 2)];
  const known = new Set(audit(logs).problems.map(({ kind, what }) => `${kind}: ${what}`));
  const findings = (doctored: Logs): string[] =>
    audit(doctored)
      .problems.map(({ kind, what }) => `${kind}: ${what}`)
      .filter((finding) => !known.has(finding));
  return [
    {
      what: 'one message removed',
      found: findings({ ...logs, received: logs.received.toSpliced(index, 1) }),
    },
    {
      what: 'one message doubled',
      found: findings({ ...logs, received: [...logs.received, victim] }),
    },
    {
      what: 'one event removed',
      found: findings({
        ...logs,
        events: logs.events.filter(({ messageId }) => messageId !== gone),
      }),
    },
  ];
}
