import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearFolder } from '../../local/demo';

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
