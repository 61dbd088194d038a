import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearFolder, reportDemo } from '../../local/demo';
import { writeBegun } from '../../local/demo/plan';
import { openHome } from '../../local/home';

test('a demo begins anew in its folder, and leaves alone what is not its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-demo-'));
  for (const name of ['database', 'releases', 'photos', 'database-backup']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'content'), 'x');
  }
  const temporal = ['temporal.db', 'temporal.db-wal', 'temporal.db-shm'];
  for (const name of [...temporal, 'received.jsonl', 'secrets.json', 'demo.json.notes', 'notes'])
    writeFileSync(join(folder, name), 'x');
  await clearFolder(folder);
  expect(readdirSync(folder).sort()).toEqual([
    'database-backup',
    'demo.json.notes',
    'notes',
    'photos',
  ]);
  rmSync(folder, { recursive: true });
});

test('a report tells again what was refused when the demo was judged', async () => {
  const home = openHome(mkdtempSync(join(tmpdir(), 'perennial-demo-')));
  const refused = ['answered: i1: the page would not take it'];
  const plan = { customers: 1, days: 1, dayMs: 1_000, seed: 1 };
  writeBegun(home, { ...plan, starts: [0], finished: true, refused });
  const outcome = await reportDemo(home.folder);
  expect(outcome?.checks[0]).toMatchObject({ what: 'every event sent was accepted' });
  expect(outcome?.checks[0]?.differs).toEqual(expect.arrayContaining(refused));
  rmSync(home.folder, { recursive: true });
});
