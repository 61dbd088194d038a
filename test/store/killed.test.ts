import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore } from '../../store';
import { eventById } from './seeds';

const ACKNOWLEDGED = 60;

/** Accepts events one after the other and names each once it is acknowledged, until it is killed. */
const ACCEPTING = `
  const { accept, newId, openStore } = require(${JSON.stringify(join(__dirname, '../../store/index.ts'))});
  (async () => {
    const store = await openStore({ folder: process.argv[1] });
    for (;;) {
      const event = { source: 's', messageId: newId(), type: 'track', userId: newId(), name: 'A', properties: {} };
      const [accepted] = await accept(store, [event]);
      process.stdout.write(accepted.id + '\\n');
    }
  })();`;

test('what was acknowledged is there after the process was killed, and the folder is free', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'perennial-killed-'));
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', ACCEPTING, folder], {
    cwd: join(__dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ids: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    if (id.length === 26) ids.push(id);
    if (ids.length === ACKNOWLEDGED) child.kill('SIGKILL');
  }

  const store = await openStore({ folder });
  const kept = await Promise.all(ids.map((id) => eventById(store.db, id)));
  expect(ids.length).toBeGreaterThanOrEqual(ACKNOWLEDGED);
  expect(kept.filter((event) => event === undefined)).toEqual([]);
  await store.close();
  await rm(folder, { recursive: true });
});
