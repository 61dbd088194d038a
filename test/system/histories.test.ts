import { accept } from '../../store';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Product } from '../worker/product';

jest.setTimeout(240_000);

const PEOPLE = [
  { userId: 'shop-id-1', email: 'zenobia.quill@example.com', firstName: 'Zenobia' },
  { userId: 'shop-id-2', email: 'ottokar.vane@example.com', firstName: 'Ottokar' },
  { userId: 'shop-id-3', email: 'peregrine.ash@example.com', firstName: 'Peregrine' },
];
/** One in twenty is held out of welcome, by chance: no run, no history. */
const OVER = ['ended', 'held out'];
const PHONE = '+12025550143';
const LAST_NAME = 'Hollowell';

/** Every payload of a history, decoded, beside the history itself. */
function readable(history: unknown): string {
  const text = JSON.stringify(history);
  const payloads = [...text.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString(),
  );
  return [text, ...payloads].join('\n');
}

/** Subject and longer lines of what was received: what no history may hold. */
const linesOf = (raw: string): string[] =>
  raw
    .split('\r\n')
    .map((line) => line.replace(/^Subject: /, '').trim())
    .filter((line) => /^[A-Z][\w ,.'’-]{25,}$/.test(line) && !line.includes(':'));

describe('the histories of welcome, from its first message to its end', () => {
  let temporal: TestNamespace;
  let product: Product;
  beforeAll(async () => {
    temporal = await createNamespace();
    product = await new Product(temporal).start();
  });
  afterAll(async () => {
    await product.stop();
    await temporal.close();
  });

  test('hold no address, no name, no number, no id of the shop and no line of a message', async () => {
    await accept(
      product.store,
      PEOPLE.map(({ userId, email, firstName }) => ({
        ...{ source: 'test', messageId: userId, type: 'track' as const, userId },
        ...{ name: 'Signed Up', properties: { source: 'web' } },
        traits: { email, firstName, lastName: LAST_NAME, phone: PHONE },
      })),
    );
    const told: string[] = [];
    for (const { userId } of PEOPLE) {
      // Each wait is ended by hand, until the story is over.
      for (;;) {
        const run = await product.until(
          userId,
          ({ state, waiting }) => OVER.includes(state) || (state === 'running' && waiting !== null),
        );
        if (OVER.includes(run.state)) {
          if (run.state === 'ended') told.push(`welcome/${run.id}`);
          break;
        }
        const step = run.waiting?.step ?? '';
        await product.handle(run).signal('control', { action: 'skip', step });
        await product.until(
          userId,
          ({ state, waiting }) => state === 'ended' || waiting?.step !== step,
        );
      }
    }
    const forbidden = PEOPLE.flatMap(({ userId, email, firstName }) => [userId, email, firstName]);
    const lines = product.mail.mails.flatMap(({ raw }) => linesOf(raw));
    expect(product.mail.mails.length).toBeGreaterThan(2);
    expect(lines.length).toBeGreaterThan(2);
    forbidden.push(LAST_NAME, PHONE, PHONE.slice(1), ...lines);

    expect(told.length).toBeGreaterThan(0);
    for (const id of told) {
      const history = readable(await product.client.workflow.getHandle(id).fetchHistory());
      expect(history).toContain('welcome/');
      expect(forbidden.filter((text) => history.includes(text))).toEqual([]);
    }
  });
});
