import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { DAY } from '../../engine';
import { Audience } from '../../local/demo/audience';
import type { Deed } from '../../local/demo/deeds';
import { intentsOf } from '../../local/demo/minds';
import { freePort } from '../../local/ports';
import { startApi, type TestApi } from '../api/harness';
import { surveyed, type Surveyed } from '../api/surveyed';

const TO = 'u1@example.com';
const MAIL = { to: TO, place: 0, asks: true, offersWayOut: false, links: false };
/** One with which this person answers. */
const seed = Array.from({ length: 100 }, (_, n) => n).find(
  (one) => intentsOf(one, MAIL).length > 0,
)!;

let api: TestApi;
let survey: Surveyed;
let inbox: Server;
/** What the one mail of the inbox links to. */
let link: string;

beforeAll(async () => {
  api = await startApi();
  survey = await surveyed(api, 'u1');
  inbox = createServer((asked, answer) => {
    const first = asked.url?.includes('after=-1');
    const html = `<a href="${link}/5">5</a>`;
    const mail = { number: 0, kind: 'email', id: `${survey.message}@shop.example`, to: TO, html };
    answer.end(JSON.stringify(first ? [mail] : []));
  }).listen(0, '127.0.0.1');
  await once(inbox, 'listening');
});
afterAll(async () => {
  inbox.close();
  await api.close();
});

/** The person reads the mail, and has all the time that it takes. @returns what was told of it */
async function act(at: string) {
  const told: { done: Deed[]; refused: [Deed, string][] } = { done: [], refused: [] };
  const { port } = inbox.address() as AddressInfo;
  const audience = new Audience({
    ...{ api: at, seed, before: [], log: pino({ level: 'silent' }) },
    inbox: `http://127.0.0.1:${String(port)}/inbox.json`,
    clicked: () => Promise.resolve(),
    done: (deed) => told.done.push(deed),
    refused: (deed, why) => told.refused.push([deed, why]),
  });
  for (let turn = 0; turn < 7; turn++) await audience.turn(turn * 5 * DAY);
  return told;
}

test('a page that nobody serves is told as that, with the address', async () => {
  const nobody = `http://127.0.0.1:${String(await freePort(0))}`;
  link = nobody + survey.path;
  const { done, refused } = await act(nobody);
  expect(done).toEqual([]);
  expect(refused).toEqual([
    [expect.objectContaining({ kind: 'answered', mail: survey.message }), expect.anything()],
  ]);
  expect(refused[0]?.[1]).toContain(`nobody answered at ${nobody}: `);
  expect(refused[0]?.[1]).not.toContain(survey.path);
});

test('a page that will not have it is told as that', async () => {
  link = `${api.url}/feedback/forged`;
  const { done, refused } = await act(api.url);
  expect(done).toEqual([]);
  expect(refused.map(([, why]) => why)).toEqual(['the page would not take it']);
});

test.each([
  ['of the port it has now', () => Promise.resolve(api.url)],
  ['of a port it had before', async () => `http://127.0.0.1:${String(await freePort(0))}`],
  ['of a public address, with a path', () => Promise.resolve('https://shop.invalid/mail')],
])('a link %s leads to where the product answers now', async (_, linked) => {
  link = (await linked()) + survey.path;
  const { done, refused } = await act(api.url);
  expect(refused).toEqual([]);
  expect(done).toEqual([expect.objectContaining({ kind: 'answered', mail: survey.message })]);
  const { answers } = (await api.operate('GET', '/v1/answers')).body as { answers: object[] };
  expect(answers.length).toBeGreaterThan(0);
});
