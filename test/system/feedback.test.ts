import PostalMime from 'postal-mime';
import { controlRun } from '../../api/controls';
import type { RunDetail } from '../../store';
import { startApi, type TestApi } from '../api/harness';
import { CLICK, follow } from '../api/surveyed';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { eventually, Product } from '../worker/product';
import { expectNothingPersonal, textsIn } from './nothing-personal';
import { peopleIn, toldBy } from './told';

jest.setTimeout(240_000);

const COMMENT = 'The sleeve came torn, and the lamp shows a scratch.';
const SECRET = 'a secret of the tests';

let temporal: TestNamespace;
let product: Product;
let api: TestApi;
beforeAll(async () => {
  temporal = await createNamespace();
  const journeys = '../../conformance/journeys/feedback-request.ts';
  product = await new Product(temporal, { journeys }).start();
  api = await startApi({ store: product.store, secret: SECRET, publicRate: 1_000 });
});
afterAll(async () => {
  await api.close();
  await product.stop();
  await temporal.close();
});

const stands = (step: string): Promise<RunDetail> =>
  product.until('u1', ({ waiting }) => waiting?.step === step);

/** Ends a wait by hand. */
async function past(step: string): Promise<void> {
  const run = await stands(step);
  await controlRun(product.store, run.id, 'skip', { who: 'test', step });
}

/** The path of the link for a score, out of the mail as it was received. */
async function linkIn(subject: RegExp, score: number): Promise<string> {
  const found = await eventually(async () => {
    const mails = await Promise.all(product.mail.mails.map(({ raw }) => PostalMime.parse(raw)));
    return mails.find((mail) => subject.test(mail.subject ?? ''));
  });
  const link = new RegExp(`http://localhost:8080(/feedback/\\S+/${score})`).exec(found?.text ?? '');
  return link?.[1] ?? '';
}

const subjects = async () =>
  (await Promise.all(product.mail.mails.map(({ raw }) => PostalMime.parse(raw)))).map(
    ({ subject }) => subject,
  );

test('from the link in a mail to the person who made it good', async () => {
  const order = { order_id: 'o-7', total: 14.98, products: [] };
  await product.track('u1', 'Order Completed', order);
  await past('wait for Order Delivered#1');
  await past('wait#1');
  await past('wait for Order Cancelled#1');
  const asked = await stands('wait for Survey Responded#1');

  // The mail came this minute: a click is taken for a program's until a button is pressed.
  const path = await linkIn(/did we do/, 1);
  const page = await follow(api.url + path, 'GET', CLICK);
  expect(page.text).toContain('Send 1, poor');
  const [, action = ''] = /action="([^"]+)"/.exec(page.text) ?? [];
  const press = (fields: Record<string, string>) =>
    api.call('POST', action, { body: new URLSearchParams(fields) });
  expect((await press({ score: '1' })).text).toContain('Thank you');
  await stands('wait#2');
  await press({ score: '1', comment: COMMENT });
  await past('wait#2');

  await past('wait#3');
  await past('wait for Order Cancelled#2');
  await stands('wait for Inquiry Closed#1');
  expect(await subjects()).toEqual([
    expect.stringContaining('One click is enough'),
    expect.stringContaining('We are sorry'),
    expect.stringContaining('A few lines'),
  ]);
  const { body } = await api.operate('GET', `/v1/inquiries?customer=${asked.customer}`);
  const [inquiry] = (body as { inquiries: { id: string }[] }).inquiries;
  expect(inquiry).toMatchObject({
    ...{ run: asked.id, subject: 'Unhappy with an order' },
    customer: { email: 'u1@example.com', userIds: ['u1'] },
    answers: [
      { score: 1, comment: null },
      { score: 1, comment: COMMENT },
    ],
  });
  await api.operate('POST', `/v1/inquiries/${inquiry?.id}/close`, { solved: true });
  expect(await product.ended('u1')).toMatchObject({ end: 'recovered' });

  await product.handle(asked).result();
  const told = await toldBy(product, { ask: true });
  expect([...textsIn(told)].join('\n')).toContain('Survey Responded');
  const people = await peopleIn(product.store);
  expect(people).toContainEqual({ comment: COMMENT });
  const received = product.mail.mails.map(({ raw }) => raw);
  await expectNothingPersonal(told, people, received);
});
