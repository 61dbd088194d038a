import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { journeys } from '../../workflows';
import { specOf } from '../../engine';
import { dropLinks, linkRelease } from '../../worker/link';
import { compileRuntime, makeRelease, OWN_SOURCES } from '../../worker/releases';
import { sdkLogger } from '../../worker/sdk-log';

const PROJECT = resolve(__dirname, '../..');
const silent = sdkLogger({ info: () => undefined, warn: () => undefined, error: () => undefined });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const JOURNEY = (story: string) => `
import { defineJourney } from ${JSON.stringify(join(PROJECT, 'engine'))};
export const journeys = [
  defineJourney({ id: 'one', title: 'One', on: 'Signed Up', async run(journey) { ${story} } }),
];`;

/** A release of one journey and one template, in a folder of its own. */
async function releaseOf(story: string, template = 'Hello', at = folder) {
  mkdirSync(join(at, 'templates/one'), { recursive: true });
  writeFileSync(join(at, 'journeys.ts'), JOURNEY(story));
  writeFileSync(join(at, 'templates/one/subject.hbs'), template);
  return makeRelease({ workflows: join(at, 'journeys.ts'), templates: join(at, 'templates') });
}

describe('a release', () => {
  test('knows its journeys as data, as the engine makes them', async () => {
    const release = await makeRelease();
    expect(release.journeys).toEqual(
      JSON.parse(JSON.stringify(journeys.map((journey) => specOf(journey)))),
    );
  });

  test('has the same id each time, whatever comments and spaces are in it', async () => {
    const first = await releaseOf("await journey.wait('1 day'); return 'over';");
    const again = await releaseOf("await journey.wait('1 day'); return 'over';");
    const noted = await releaseOf(
      "// a word to the reader\n  await journey.wait( '1 day' );\n\n /* and more */ return 'over' ;",
    );
    expect(again.id).toBe(first.id);
    expect(noted.id).toBe(first.id);
    expect(first.id).toMatch(/^[a-z2-7]{12}$/);
  });

  test('has another id with another story or another text', async () => {
    const first = await releaseOf("await journey.wait('1 day'); return 'over';");
    const longer = await releaseOf("await journey.wait('2 days'); return 'over';");
    const warmer = await releaseOf("await journey.wait('1 day'); return 'over';", 'Hello, you');
    expect(new Set([first.id, longer.id, warmer.id]).size).toBe(3);
  });

  test('is the same wherever it is made, and names no folder of the machine', async () => {
    const elsewhere = join(folder, 'another', 'place');
    mkdirSync(elsewhere, { recursive: true });
    const here = await releaseOf("return 'over';");
    const there = await releaseOf("return 'over';", 'Hello', elsewhere);
    expect(there.id).toBe(here.id);
    const { code } = await makeRelease();
    for (const path of [PROJECT, homedir(), tmpdir()]) expect(code).not.toContain(path);
  });

  test('takes templates only: what an editor leaves in the folder does not count', async () => {
    const first = await releaseOf("return 'over';");
    writeFileSync(join(folder, 'templates/.DS_Store'), 'x');
    writeFileSync(join(folder, 'templates/one/subject.hbs~'), 'old');
    expect((await releaseOf("return 'over';")).id).toBe(first.id);
    expect(Object.keys(first.templates)).toEqual(['one/subject.hbs']);
  });

  test.each([
    ['a story that does not parse', 'await await;', 'RELEASE_INVALID'],
    [
      'code that throws when it is loaded',
      "return 'over'; } }), (() => { throw new Error('no'); })(), ({ async run() {",
      'RELEASE_INVALID',
    ],
  ])('with %s is refused', async (_, story, code) => {
    await expect(releaseOf(story)).rejects.toMatchObject({ code });
  });

  test('with a field that cannot be meant is refused by its name', async () => {
    writeFileSync(
      join(folder, 'journeys.ts'),
      JOURNEY("return 'over';").replace("'one'", "'One!'"),
    );
    mkdirSync(join(folder, 'templates'));
    await expect(
      makeRelease({ workflows: join(folder, 'journeys.ts'), templates: join(folder, 'templates') }),
    ).rejects.toMatchObject({ code: 'JOURNEY_INVALID', details: { journey: 'One!' } });
  });
});

describe('what runs inside Temporal', () => {
  /** Journeys with one more line at their top, and a word that the line brings. */
  const withLine = async (line: string, word = 'undefined') => {
    writeFileSync(join(folder, 'words.ts'), "export const end = 'over';\n");
    writeFileSync(join(folder, 'journeys.ts'), `${line}${JOURNEY(`return String(${word});`)}`);
    return compileRuntime(join(folder, 'journeys.ts'));
  };
  const room = (name: string) => JSON.stringify(join(PROJECT, name));

  test.each([
    ['a Node module', "import { readFileSync } from 'node:fs';", 'readFileSync', 'node:fs'],
    ['a Node module by its short name', "import { join } from 'path';", 'join', 'path'],
    ['zod', "import { z } from 'zod';", 'z', 'zod'],
    ['handlebars', "import handlebars from 'handlebars';", 'handlebars', 'handlebars'],
    [
      'the catalogue as a value',
      `import { catalog } from ${room('catalog')};`,
      'catalog',
      'catalog',
    ],
    ['the catalogue for its effects', `import ${room('catalog')};`, 'undefined', 'catalog'],
    ['another room', `import { openStore } from ${room('store')};`, 'openStore', 'store'],
    [
      "Temporal's SDK",
      "import { sleep } from '@temporalio/workflow';",
      'sleep',
      '@temporalio/workflow',
    ],
    [
      'a package by its file',
      `import z from ${room('node_modules/zod')};`,
      'z',
      'node_modules/zod',
    ],
    ['a module by require', "const fs = require('node:fs');", 'fs', 'node:fs'],
    ['a module loaded later', '', "await import('zod')", 'zod'],
  ])('does not hold %s', async (_, line, word, name) => {
    await expect(withLine(line, word)).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
      message: expect.stringMatching(
        new RegExp(`journeys\\.ts:\\d+: '[^']*${name}' is not there where a journey runs`),
      ),
    });
  });

  test.each([
    ['files beside a journey', "import { end } from './words';", 'end'],
    ['the engine', `import { DAY } from ${room('engine')};`, 'DAY'],
    ['types of the catalogue', `import type { ShopCatalog } from ${room('catalog')};`, 'undefined'],
    ['shipped journeys', `import { welcome } from ${room('workflows/welcome')};`, 'welcome'],
  ])('may hold %s', async (_, line, word) => {
    const { modules } = await withLine(line, word);
    expect(modules.filter((path) => /zod|node_modules|(^|\/)catalog\//.test(path))).toEqual([]);
  });

  test('is made of workflows/, engine/ and worker/runtime/ alone', async () => {
    const { modules } = await compileRuntime(OWN_SOURCES.workflows);
    const rooms = new Set(modules.map((path) => path.replace(/\/[^/]*$/, '')));
    expect(rooms).toEqual(new Set(['workflows', 'engine', 'worker/runtime', 'release.ts']));
  });

  test("is linked with the SDK and the SDK's own dependencies alone, and stays small", async () => {
    const release = await makeRelease();
    const path = await linkRelease(release, folder, silent);
    const bundle = readFileSync(path, 'utf8');
    const modules = [...bundle.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, name]) => name ?? '');
    const packages = modules.flatMap((name) => {
      const [, found] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name) ?? [];
      return found === undefined ? [] : [found];
    });
    expect(modules.filter((name) => name.endsWith('/release.js'))).toHaveLength(1);
    expect(modules.length).toBeGreaterThan(50);
    // `?…`: a Node module that the SDK asks for and the bundle leaves empty.
    expect(modules.filter((name) => !/node_modules|(release|before)\.js$|^\?/.test(name))).toEqual(
      [],
    );
    expect(new Set(packages)).toEqual(
      new Set(['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc']),
    );
    // Else the SDK writes down a stack for each of its promises.
    expect(bundle).toContain('Error.stackTraceLimit = 2');
    const code = bundle.slice(0, bundle.lastIndexOf('//# sourceMappingURL'));
    expect(Buffer.byteLength(code) / 1024).toBeLessThan(640);
  });

  test('is linked once for each release and version of the SDK', async () => {
    const release = await releaseOf("return 'over';");
    const cache = join(folder, 'cache');
    const first = await linkRelease(release, cache, silent);
    writeFileSync(first, 'as it was left');
    expect(await linkRelease(release, cache, silent)).toBe(first);
    expect(readFileSync(first, 'utf8')).toBe('as it was left');
    const other = await linkRelease({ ...release, id: 'b2b2b2b2b2b2' }, cache, silent);
    await dropLinks(cache, [release.id]);
    expect([existsSync(first), existsSync(other)]).toEqual([true, false]);
  });
});
