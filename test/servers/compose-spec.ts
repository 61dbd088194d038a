import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SOURCE = join(__dirname, '../production/compose-spec');

/**
 * Builds the program that loads a compose file as Docker Compose does, with the Compose specification's own library.
 * Half a second where Go has it in its cache.
 * @throws Error with what Go said
 */
export async function buildComposeSpec(): Promise<{ address: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'perennial-compose-spec-'));
  const program = join(folder, 'compose-spec');
  const stop = () => rm(folder, { recursive: true, force: true });
  try {
    await promisify(execFile)('go', ['build', '-mod=readonly', '-o', program, '.'], {
      cwd: SOURCE,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOTOOLCHAIN: 'local', GOWORK: 'off' },
    });
    return { address: program, stop };
  } catch (error) {
    await stop();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? 'Go is not installed' : message);
  }
}
