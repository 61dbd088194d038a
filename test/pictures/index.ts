import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';

const BIN = join(__dirname, '../../bin/perennial.cjs');
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];
const DEMO = ['demo', '--customers', '12', '--days', '30', '--day', '500ms'];
const SIZE = { width: 1280, height: 860 };
const HELP = `npm run pictures -- [--to pictures]

Plays a short demo and takes pictures of the inbox and of Temporal's page. Needs Chromium or Chrome on the PATH, or its
path in PERENNIAL_CHROMIUM. About two minutes.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findBrowser(): string {
  const { PATH = '', PERENNIAL_CHROMIUM } = process.env;
  const folders = PATH.split(delimiter);
  const found = [
    ...(PERENNIAL_CHROMIUM === undefined ? [] : [PERENNIAL_CHROMIUM]),
    ...BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find(isProgram);
  if (found === undefined) {
    throw new Error('No Chromium was found. Install one, or set PERENNIAL_CHROMIUM to its path.');
  }
  return found;
}

/** A demo that is played to its end and stays up. */
interface Demo {
  readonly child: ChildProcess;
  /** By its name in the table of addresses. */
  address(name: string): string;
}

function playDemo(home: string): Promise<Demo> {
  const child = spawn(process.execPath, [BIN, ...DEMO], {
    env: { ...process.env, PERENNIAL_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  const address = (name: string): string => {
    const url = new RegExp(`│ ${name} +│ (http\\S+)`).exec(out)?.[1];
    if (url === undefined) throw new Error(`The demo shows no address of ${name}.`);
    return url;
  };
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`The demo ended with ${String(code)}:\n${out}`));
    });
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
      if (out.includes('Everything stays up')) resolve({ child, address });
    });
  });
}

async function stop({ child }: Demo): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}

async function takeInbox(page: Page, inbox: string, shot: (name: string) => Promise<void>) {
  await page.goto(inbox);
  await shot('inbox');
  await page.locator('li a').first().click();
  await shot('person');
  await page.locator('a.mail').first().click();
  await page.frameLocator('iframe').locator('body').waitFor();
  await shot('mail');
}

async function takeTemporal(page: Page, ui: string, shot: (name: string) => Promise<void>) {
  await page.goto(`${ui}/namespaces/default/workflows`);
  const run = page.locator('a[href*="/workflows/win-back"]').first();
  await run.waitFor();
  await shot('temporal');
  await run.click();
  await page.getByText('Event History').first().waitFor();
  await page.waitForLoadState('networkidle');
  await shot('temporal-run');
}

async function main(): Promise<void> {
  const options = { to: { type: 'string', default: 'pictures' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  const executablePath = findBrowser();
  const home = mkdtempSync(join(tmpdir(), 'perennial-pictures-'));
  mkdirSync(values.to, { recursive: true });
  say('playing a short demo');
  const demo = await playDemo(home);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
    const shot = async (name: string): Promise<void> => {
      const path = join(values.to, `${name}.png`);
      await page.screenshot({ path });
      say(path);
    };
    await takeInbox(page, demo.address('Inbox'), shot);
    await takeTemporal(page, demo.address('Temporal'), shot);
  } finally {
    await browser.close();
    await stop(demo);
    rmSync(home, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
