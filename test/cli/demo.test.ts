import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readAccepted } from '../../local/audit';
import { isAlive } from '../../local/children';
import { lastApiPort } from '../../local/api-port';
import { homeAt, readJson, type Home } from '../../local/home';
import { holdPort } from '../../local/ports';
import { openStore, type Store } from '../../store';
import { describeWith } from '../servers/needs';
import { Perennial, type Finished } from './perennial';
import { cli } from './terminal';

jest.setTimeout(400_000);

/** Of these sixteen six cannot be written to by email: whoever is held out by chance, there are two ends. */
const PLAY = '--exit --customers 16 --days 30 --day 250ms --seed 7'.split(' ');
const CHILDREN = ['receivers', 'temporal'];

/** The whole process group at once, as a machine that goes away takes it. */
async function killAll(demo: Perennial, home: Home): Promise<void> {
  const pids = [
    demo.child.pid ?? 0,
    ...CHILDREN.map((child) => readJson<{ pid: number }>(home.pidFile(child))?.pid ?? 0),
  ];
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await demo.done;
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describeWith('temporal')('a demo', () => {
  let folder: string;
  let played: Finished;
  /** What was answered for before the kill. */
  let before: string[];
  /** What the api's was then; at the second start somebody else has it. */
  let port: number;
  const demo = (at: string, ...args: string[]): Perennial =>
    new Perennial(['demo', ...args], { PERENNIAL_HOME: at });
  const homeIn = (at: string): Home => homeAt(join(at, 'demo'));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-demo-'));
    const home = homeIn(folder);
    const killed = demo(folder, ...PLAY);
    await killed.says('is up');
    while (readAccepted(home.demoAccepted).length < 20) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await killAll(killed, home);
    before = readAccepted(home.demoAccepted);
    port = lastApiPort(home) ?? 0;
    const taken = await holdPort(port, 'none');
    played = await demo(folder, ...PLAY).done;
    await taken.release();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('that was killed in the middle goes on with the same command, and ends with 0', () => {
    expect(played.err).toContain('Goes on where an earlier demo was');
    expect(played.out).not.toContain('✗');
    expect(played.code).toBe(0);
  });

  test('whose port somebody else has by then says so, and people follow the links they have', () => {
    expect(played.err).toContain(`links in earlier messages lead to port ${String(port)}`);
    expect(lastApiPort(homeIn(folder))).not.toBe(port);
  });

  test('sends nothing again that was answered for, and all the rest', async () => {
    const accepted = readAccepted(homeIn(folder).demoAccepted);
    expect(accepted.slice(0, before.length)).toEqual(before);
    expect(new Set(accepted).size).toBe(accepted.length);
    const store = await openStore({ folder: homeIn(folder).database });
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from events where source = 'api'`.execute(store.db);
    await store.close();
    expect(rows[0]?.count).toBe(accepted.length);
  });

  test('tells its outcome again when it is asked to', async () => {
    const told = await cli(['demo', '--report'], { PERENNIAL_HOME: folder });
    expect(told.code).toBe(0);
    expect(played.out).toContain(told.out);
  });

  test('that was never played has nothing to tell', async () => {
    const told = await cli(['demo', '--report'], { PERENNIAL_HOME: join(folder, 'none') });
    expect(told.code).toBe(1);
    expect(told.err).toContain('There is no demo in');
  });

  /** Each takes one thing away, and says by what it must be named. */
  const faults: [string, (home: Home, store: Store) => Promise<string>][] = [
    [
      'a row of the ledger is gone',
      async (_, { db }) => {
        const { rows } = await sql<{ id: string }>`
          delete from messages where key = (select key from messages where state = 'sent' order by key limit 1)
          returning id`.execute(db);
        return `message without a ledger row: ${rows[0]?.id ?? '?'}@`;
      },
    ],
    [
      'a mail is gone',
      async ({ received }, { db }) => {
        const lines = readFileSync(received, 'utf8').split('\n').filter(Boolean);
        const at = lines.findIndex((line) => line.includes('"kind":"email"'));
        const { id } = JSON.parse(lines[at] ?? '') as { id: string };
        writeFileSync(received, lines.toSpliced(at, 1).join('\n'));
        const { rows } = await sql<{ key: string }>`
          select key from messages where id = ${id.slice(0, id.indexOf('@'))}`.execute(db);
        return `sent without a message: ${rows[0]?.key ?? '?'}`;
      },
    ],
    [
      'a mail reached somebody else',
      async ({ received }, { db }) => {
        const lines = readFileSync(received, 'utf8').split('\n').filter(Boolean);
        const at = lines.findIndex((line) => line.includes('"kind":"email"'));
        const mail = JSON.parse(lines[at] ?? '') as { id: string };
        const strayed = JSON.stringify({ ...mail, to: 'somebody.else@example.com' });
        writeFileSync(received, lines.with(at, strayed).join('\n'));
        const { rows } = await sql<{ key: string }>`
          select key from messages where id = ${mail.id.slice(0, mail.id.indexOf('@'))}`.execute(
          db,
        );
        return `message against its ledger row: ${rows[0]?.key ?? '?'}`;
      },
    ],
    [
      'the row of a skipped message is gone',
      async (_, { db }) => {
        const { rows } = await sql<{ enrollment: string }>`
          delete from messages where key = (select min(m.key) from messages m
            join steps s on m.key = s.enrollment || ':' || s.generation || ':' || s.step where m.state = 'skipped')
          returning enrollment`.execute(db);
        return `ledger row of a send is missing: ${rows[0]?.enrollment ?? '?'}`;
      },
    ],
    [
      'an event is gone',
      async (_, { db }) => {
        const { rows } = await sql<{ messageId: string }>`
          delete from events where number = (select min(number) from events where name = 'Order Completed')
          returning message_id as "messageId"`.execute(db);
        return `accepted event lost: ${rows[0]?.messageId ?? '?'}`;
      },
    ],
    [
      'a step is stuck',
      async (_, { db }) => {
        const stuck = { step: 'send#1', code: 'TEMPLATE_INVALID', message: 'doctored' };
        const { rows } = await sql<{ id: string }>`
          update enrollments set stuck = ${JSON.stringify(stuck)}::jsonb
          where id = (select min(id) from enrollments where state = 'ended') returning id`.execute(
          db,
        );
        return `run stuck: ${rows[0]?.id ?? '?'}`;
      },
    ],
    [
      'a run does not go on',
      async (_, { db }) => {
        const { rows } = await sql<{ id: string }>`
          with victim as (update enrollments set state = 'running', "end" = null
            where id = (select min(id) from enrollments where state = 'ended') returning id)
          insert into waits (enrollment, generation, step, kind, events, until, opened_at)
          select id, 1, 'wait#1', 'for', '[]', 0, 0 from victim
          on conflict (enrollment) do update set until = 0 returning enrollment as id`.execute(db);
        return `run does not go on: ${rows[0]?.id ?? '?'}`;
      },
    ],
    [
      'an answer is gone',
      async (_, { db }) => {
        const { rows } = await sql<{ mail: string }>`
          update events set properties = properties || '{"score": 0}' where name = 'Survey Responded'
          returning properties ->> 'message' as mail`.execute(db);
        return `answered: ${rows[0]?.mail ?? '?'}`;
      },
    ],
  ];

  test.each(faults)('ends with 1 and says so when %s', async (_, take) => {
    const copy = mkdtempSync(join(tmpdir(), 'perennial-demo-copy-'));
    cpSync(folder, copy, { recursive: true });
    const home = homeIn(copy);
    const store = await openStore({ folder: home.database });
    const named = await take(home, store).finally(() => store.close());
    const told = await cli(['demo', '--report'], { PERENNIAL_HOME: copy });
    rmSync(copy, { recursive: true, force: true });
    expect(told.out).toContain(named);
    expect(told.code).toBe(1);
  });
});
