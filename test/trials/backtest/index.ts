import { checked, backtest } from '../../../preview';
import { catalog } from '../../../catalog';
import { winBack } from '../../../workflows/win-back';
import { historyOf, Orders } from '../../preview/cdnow';

const HELP = `tsx test/trials/backtest <CDNOW_master.txt>

Holds backtests over the whole CDNOW file against SQL over the days of the same file, and says how long each
took. Exits with 1 when a number differs.
`;

/** Enter, in time to tell, order anyway within 30 days; in percent. */
const KNOWN = [
  { quiet: 60, told: 35_740, rate: 11.4 },
  { quiet: 90, told: 30_624, rate: 8.7 },
  { quiet: 120, told: 27_305, rate: 6.9 },
];

let differs = 0;
function hold(what: string, found: unknown, wanted: unknown): void {
  const same = JSON.stringify(found) === JSON.stringify(wanted);
  if (!same) differs++;
  const line = same
    ? String(found)
    : `${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`;
  process.stdout.write(`${same ? '✓' : '✗'} ${what}: ${line}\n`);
}

/** Wall clock and processor, s. */
async function timed<T>(what: string, work: () => Promise<T> | T): Promise<T> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const [wall, cpu] = [(performance.now() - began) / 1e3, (user + system) / 1e6];
  process.stdout.write(`  ${what}: ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of processor\n`);
  return result;
}

async function main(file: string): Promise<void> {
  const { events, bad } = await timed('read', () => historyOf(file));
  const orders = await Orders.read(file);
  hold('orders', events.length, 69_659);
  hold('customers', await orders.customers(), 23_570);
  hold('lines left out', bad.length, 0);
  for (const { quiet, told, rate } of KNOWN) {
    const settings = { on: `${String(quiet)} days`, within: '30 days', reenter: 'always' };
    const { entries, organic } = await timed(`${String(quiet)} quiet days`, () =>
      backtest(winBack, events, { settings }),
    );
    const counted = await orders.silences(quiet, 30);
    hold('enter', entries.entered + entries.heldOut, counted.all);
    hold('in time to tell', organic?.entered.count, counted.told);
    hold('as published', organic?.entered.count, told);
    hold('order anyway', organic?.entered.ordered, counted.ordered);
    hold('in percent', Math.round((organic?.entered.rate ?? 0) * 1_000) / 10, rate);
  }
  const offers = Object.entries(catalog.offers).map(([name, offer]) => [
    name,
    { ...offer, budgetPerMonth: 1e9, perCustomer: 100 },
  ]);
  const endless = { ...catalog, offers: Object.fromEntries(offers) as typeof catalog.offers };
  const report = await timed('win-back as it ships, nobody held out, no budget', () =>
    backtest(winBack, checked(endless, events), { settings: { holdout: '0%' }, catalog: endless }),
  );
  const walk = await orders.winBack();
  const sent = (template: string) => report.messages.find((one) => one.template === template)?.sent;
  hold('entered', report.entries.entered, walk.entered);
  hold('turned away', report.entries.turnedAway['too soon'], walk.tooSoon);
  hold('first message', sent('win-back/we-miss-you'), walk.entered);
  hold('second message', sent('win-back/incentive'), walk.small);
  hold('third message', sent('win-back/last-chance'), walk.large);
  hold('converted', report.ends['converted'], walk.converted);
  await orders.close();
  process.exitCode = differs > 0 ? 1 : 0;
}

const [file] = process.argv.slice(2);
if (file === undefined || file === '--help') process.stdout.write(HELP);
else void main(file);
