import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bucket } from '../../../engine';
import { audit, auditFolder, type Logs } from '../../../local';
import { tryTheCheck } from './doctor';
import { feed, writeFeed, type Feeding } from './feed';
import { Product, type Kill } from './product';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    kills: { type: 'string', default: '10' },
    customers: { type: 'string', default: '150' },
    day: { type: 'string', default: '1s' },
  },
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Half of the kills of each kind, at moments from the seed, the kinds in an order from the seed. */
function plan(seed: number, kills: number): { kind: Kill; after: number }[] {
  const draw = (what: string): number => bucket(`${String(seed)}:${what}`) / 100;
  return Array.from({ length: kills }, (_, n) => ({
    kind: n % 2 === 0 ? ('whole group' as const) : ('all but Temporal' as const),
    after: 1_000 + draw(`after ${String(n)}`) * 7_000,
    order: draw(`order ${String(n)}`),
  }))
    .sort((a, b) => a.order - b.order)
    .map(({ kind, after }) => ({ kind, after }));
}

/** Until no run is live, and has not been for a while: silences become due 90 days after an order. */
async function settle(product: Product, operatorKey: string, quietMs: number): Promise<void> {
  let quietSince = Date.now();
  for (;;) {
    const answer = await fetch(`${product.api}/v1/runs?state=starting,running&limit=1`, {
      headers: { authorization: `Bearer ${operatorKey}` },
    });
    if (!answer.ok) throw new Error(`/v1/runs answered ${String(answer.status)}`);
    const { runs } = (await answer.json()) as { runs: unknown[] };
    if (runs.length > 0) quietSince = Date.now();
    else if (Date.now() - quietSince > quietMs) return;
    await pause(1_000);
  }
}

function report(logs: Logs, feeding: Feeding): boolean {
  const { problems, ambiguous, counts } = audit(logs);
  const count = (...kinds: string[]): number =>
    problems.filter(({ kind }) => kinds.includes(kind)).length;
  say(`accepted events: ${String(counts.accepted)} (${String(feeding.tries)} tries unanswered)`);
  say(`received messages: ${String(counts.received)}; ledger: ${JSON.stringify(counts.ledger)}`);
  say(
    `accepted events without outcome: ${String(count('accepted event lost', 'event without outcome'))}`,
  );
  say(`messages without a ledger row: ${String(count('message without a ledger row'))}`);
  say(`sent rows without a message: ${String(count('sent without a message'))}`);
  say(`keys received twice: ${String(count('received twice'))}`);
  say(`runs stuck or never started: ${String(count('run stuck', 'run never started'))}`);
  say(`ambiguous: ${String(ambiguous.length)}`);
  for (const key of ambiguous) say(`  ${key}`);
  for (const { kind, what, why } of problems) say(`  ${kind}: ${what} (${why})`);
  return problems.length === 0;
}

async function main(): Promise<void> {
  const seed = Number(values.seed);
  const home = mkdtempSync(join(tmpdir(), 'perennial-kill-'));
  const product = new Product(home, await freePort(), values.day);
  say(`seed ${String(seed)}, data in ${home}`);
  say(`started in ${String(await product.start())} ms`);
  const kills = plan(seed, Number(values.kills));
  const { writeKey, operatorKey } = product.secrets();
  const feeding: Feeding = { accepted: [], tries: 0 };
  const spread = kills.reduce((sum, { after }) => sum + after, 0) * 1.5;
  const fed = feed(product, writeKey, writeFeed(seed, Number(values.customers), spread), feeding);
  for (const [n, { kind, after }] of kills.entries()) {
    await pause(after);
    await product.kill(kind);
    const ready = await product.start();
    say(
      `kill ${String(n + 1)}: ${kind} after ${after.toFixed(0)} ms; ready again in ${String(ready)} ms`,
    );
  }
  await fed;
  say('every event was answered for; waiting until every run has ended');
  await settle(product, operatorKey, 100_000);
  await product.stop();

  const accepted = join(home, 'accepted.txt');
  writeFileSync(accepted, feeding.accepted.map((id) => `${id}\n`).join(''));
  const logs = await auditFolder(home, undefined, accepted);
  writeFileSync(join(home, 'logs.json'), JSON.stringify(logs));
  const clean = report(logs, feeding);
  const doctored = tryTheCheck(logs);
  for (const { what, found } of doctored) {
    say(`doctored, ${what}: ${found.join('; ') || 'NOT FOUND'}`);
  }
  const failsWhenItMust = doctored.every(({ found }) => found.length > 0);
  process.exitCode = clean && failsWhenItMust ? 0 : 1;
  say(process.exitCode === 0 ? 'passed' : 'failed');
}

void main();
