import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearFolder } from '../../local/demo';

test('a demo begins anew in its folder, and leaves alone what is not its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-demo-'));
  for (const name of ['database', 'releases', 'photos']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'content'), 'x');
  }
  for (const name of ['received.jsonl', 'temporal.db', 'temporal.db-wal', 'secrets.json', 'notes'])
    writeFileSync(join(folder, name), 'x');
  await clearFolder(folder);
  expect(readdirSync(folder).sort()).toEqual(['notes', 'photos']);
  rmSync(folder, { recursive: true });
});
