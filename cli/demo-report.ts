import type { Check, DemoOutcome, JourneyStanding, Standing, Up } from '../local';
import { table, type Terminal } from './terminal';

type Counts = Readonly<Record<string, number>>;

/** Of each check, so many of what differs are shown. */
const SHOWN = 20;

const total = (counts: Counts): number => Object.values(counts).reduce((sum, one) => sum + one, 0);
const listed = (counts: Counts): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${String(count)} ${name}`)
    .join(', ');

/** What became of everyone, and whether all holds. */
export function demoReport(
  terminal: Terminal,
  { standing, audit, checks, begun }: DemoOutcome,
): string {
  const { counts, ambiguous } = audit;
  const facts = [
    "Converted: they reached the journey's goal within its time, in their run or after it had ended.",
    `${String(counts.accepted)} events accepted, ${String(counts.events)} with those of the product's own; ${String(standing.quiet)} customers went quiet.`,
    `Ledger: ${listed(counts.ledger) || 'empty'}. Received: ${String(counts.received)}.`,
    ...(total(standing.skipped) > 0 ? [`Not sent: ${listed(standing.skipped)}.`] : []),
    ...late(standing),
    ...cutOff(ambiguous.length, counts.resent, begun.starts.length),
  ];
  return [
    table(terminal, ['journey', 'what became of them', 'runs'], outcomes(standing)),
    table(terminal, SUMMARY, standing.journeys.map(summary)),
    `${facts.join('\n')}\n\n`,
    `${checks.flatMap(checkLines).join('\n')}\n`,
  ].join('');
}

const outcomes = ({ journeys }: Standing): string[][] =>
  journeys.flatMap(({ journey, ended, turnedAway, heldOut, live }) => [
    ...Object.entries(ended).map(([end, count]) => [journey, end, String(count)]),
    ...(live > 0 ? [[journey, 'still in it', String(live)]] : []),
    ...(heldOut > 0 ? [[journey, 'held out', String(heldOut)]] : []),
    ...Object.entries(turnedAway).map(([reason, count]) => [
      journey,
      `turned away: ${reason}`,
      String(count),
    ]),
  ]);

const SUMMARY = ['journey', 'runs', 'converted', 'held out, of them', 'email', 'sms', 'codes'];

const summary = (one: JourneyStanding): string[] => [
  one.journey,
  String(one.live + total(one.ended)),
  String(one.converted),
  one.heldOut > 0 ? `${String(one.convertedHeldOut)} of ${String(one.heldOut)}` : '–',
  String(one.sent['email'] ?? 0),
  String(one.sent['sms'] ?? 0),
  String(one.codes),
];

/** The clock waits for a machine that is slow, up to a point; past it messages are late. */
function late({ skipped }: Standing): string[] {
  const count = skipped['too late'] ?? 0;
  if (count === 0) return [];
  const what = count === 1 ? 'message was' : 'messages were';
  return [
    `${String(count)} ${what} too late to be sent: held back while an inquiry was open, or this machine did not follow its clock; then a longer --day gives it time.`,
  ];
}

function cutOff(ambiguous: number, resent: number, starts: number): string[] {
  if (ambiguous + resent === 0) return [];
  return [
    `Started ${String(starts)} times. Cut off between hand-over and mark: ${String(ambiguous)} ambiguous, ${String(resent)} about orders sent again.`,
  ];
}

const checkLines = ({ what, differs }: Check): string[] => [
  `${differs.length === 0 ? '✓' : '✗'} ${what}`,
  ...differs.slice(0, SHOWN).map((one) => `    ${one}`),
  ...(differs.length > SHOWN ? [`    and ${String(differs.length - SHOWN)} more`] : []),
];

/** Where to look further, while everything is up. */
export function whereToLook({ api, inbox, addresses, keys }: Up, folder: string): string {
  const temporal = addresses.find(([name]) => name === 'Temporal')?.[1];
  const rows = [
    ...(inbox === undefined ? [] : [['what people received', `${api}/inbox`]]),
    ...(temporal === undefined ? [] : [["Temporal's own page", temporal]]),
    ['who is in a journey', `npm run perennial -- runs --home ${folder}`],
    ["one customer's story", `npm run perennial -- run <id> --home ${folder}`],
    [
      'who waits for a person',
      `curl -H 'Authorization: Bearer ${keys.operatorKey}' ${api}/v1/inquiries`,
    ],
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}  ${value}`);
  return `Everything stays up to look at, and the clock goes on.\n${lines.join('\n')}\nCtrl-C stops it. After that, npm run demo -- --report shows what it came to by then.\n`;
}
