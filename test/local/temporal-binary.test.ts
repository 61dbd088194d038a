import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findTemporalBinary } from '../../local/temporal-binary';

/** The download is refused on the loopback address, and never leaves this machine. */
const NO_NETWORK = { HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };
const node = dirname(process.execPath);
let root: string;
let lines: string[];

const search = (path: readonly string[], cache = join(root, 'cache')) =>
  findTemporalBinary({
    cacheFolder: cache,
    environment: { ...NO_NETWORK, PATH: path.join(delimiter), HOME: root },
    progress: { status: () => undefined, line: (text) => lines.push(text) },
    signal: new AbortController().signal,
  });

/** A program of a few lines of shell in a folder of its own. @returns the folder */
function program(name: string, script: string): string {
  const folder = mkdtempSync(join(root, 'bin-'));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}
const temporal = "echo '  --sqlite-pragma stringArray'";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perennial-binary-'));
  lines = [];
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('a temporal on the PATH comes before the one in the cache', async () => {
  const bin = program('temporal', temporal);
  const cached = join(root, 'cache/temporal-v1.5.1');
  mkdirSync(cached, { recursive: true });
  symlinkSync(join(bin, 'temporal'), join(cached, 'temporal'));
  expect(await search([bin])).toEqual({ path: join(bin, 'temporal'), source: 'PATH' });
  expect(await search([])).toEqual({ path: join(cached, 'temporal'), source: 'cache' });
});

test('one on the PATH that is too old is passed over', async () => {
  const old = program('temporal', "echo 'start-dev has other flags'");
  const bin = program('temporal', temporal);
  expect(await search([old, bin])).toEqual({ path: join(bin, 'temporal'), source: 'PATH' });
});

test('where the download fails, Go builds it into the cache, once, and says how long it took', async () => {
  const go = program(
    'go',
    `echo 'go: downloading go.temporal.io/server v1.29.1' >&2
test "$1 $2 $3" = 'install -v github.com/temporalio/cli/cmd/temporal@v1.5.1' || exit 2
printf '#!/bin/sh\\n%s\\n' "${temporal.replaceAll('"', '\\"')}" > "$GOBIN/temporal"
/bin/chmod 755 "$GOBIN/temporal"`,
  );
  const built = await search([go, node]);
  expect(built).toEqual({ path: join(root, 'cache/temporal-v1.5.1/temporal'), source: 'build' });
  expect(lines.at(-1)).toMatch(/^Temporal server: built in \d+ s\.$/);
  expect(await search([node])).toEqual({ ...built, source: 'cache' });
});

test('where nothing works, the error names what was tried and every way out', async () => {
  const old = program('temporal', "echo 'start-dev has other flags'");
  const go = program('go', "echo 'no space left on device' >&2; exit 1");
  const failing = search([old, go, node]);
  await expect(failing).rejects.toMatchObject({ code: 'TEMPORAL_SERVER_MISSING' });
  const { message } = (await failing.catch((error: unknown) => error)) as Error;
  for (const part of ['too old', 'Cache:', 'Download:', 'Build: no space left on device']) {
    expect(message).toContain(part);
  }
  for (const way of ['TEMPORAL_ADDRESS', 'PATH', 'temporal.download', 'install Go']) {
    expect(message).toContain(way);
  }
});

test('without Go the error says so', async () => {
  await expect(search([node])).rejects.toThrow('Build: go is not installed');
});

test('a start that is given up ends the build', async () => {
  const abort = new AbortController();
  const go = program('go', 'echo begun >&2; exec /bin/sleep 600');
  const building = findTemporalBinary({
    cacheFolder: join(root, 'cache'),
    environment: { ...NO_NETWORK, PATH: [go, node].join(delimiter) },
    progress: {
      status: (text) => {
        if (text.includes('1 packages')) abort.abort(new Error('given up'));
      },
      line: () => undefined,
    },
    signal: abort.signal,
  });
  await expect(building).rejects.toThrow('given up');
});
