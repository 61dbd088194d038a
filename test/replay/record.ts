import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import type { AnyDefinition } from '../../engine';
import { explore } from '../../preview';
import { feedbackRequest } from '../../workflows/feedback-request';
import { followUp } from '../../workflows/follow-up';
import { welcome } from '../../workflows/welcome';
import { winBack } from '../../workflows/win-back';
import { drive, settingOf } from '../conformance/drive';
import { Shop } from '../conformance/shop';
import { covering, OFFERS } from '../conformance/told';
import type { Recorded } from './recorded';

const HELP = `npm run record-histories -- <version>

Drives some paths of each shipped journey through a real Temporal server, and keeps their histories and the code they
ran on in test/replay/<version>/. Done once, when a version is released; npm test replays them while it is supported.
`;
const OF_ONE = 5;

const { History } = temporal.api.history.v1;

/** As JSON; without the names of those who polled, which hold a machine's and are of no use to a replay. */
const written = (history: temporal.api.history.v1.IHistory): object => {
  const plain = History.toObject(History.fromObject(history), { longs: String, bytes: String });
  const text = JSON.stringify(plain).replace(/"\d+@[^"]*"/g, '"worker"');
  return JSON.parse(text) as object;
};

async function record(definition: AnyDefinition): Promise<Recorded> {
  const { id } = definition;
  const shop = await new Shop().start(`${id}.ts`);
  try {
    const histories: object[] = [];
    for (const path of covering((await explore(definition)).paths).slice(0, OF_ONE)) {
      const run = await drive(shop, definition, path, settingOf(path, OFFERS[id] ?? {}));
      histories.push(written(await shop.product.handle(run).fetchHistory()));
    }
    const { id: release, code } = await shop.release();
    return { journey: id, release, code, histories };
  } finally {
    await shop.stop();
  }
}

async function main(version: string): Promise<void> {
  const folder = join(__dirname, version);
  mkdirSync(folder, { recursive: true });
  for (const journey of [welcome, winBack, followUp, feedbackRequest]) {
    const recorded = await record(journey);
    writeFileSync(join(folder, `${journey.id}.json`), `${JSON.stringify(recorded)}\n`);
    process.stdout.write(`${journey.id}: ${String(recorded.histories.length)} histories\n`);
  }
}

const [version] = process.argv.slice(2);
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) process.stdout.write(HELP);
else {
  main(version).then(
    // The SDK keeps a native handle open.
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      process.exit(1);
    },
  );
}
