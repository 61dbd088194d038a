import { join } from 'node:path';
import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { createSmtpChannel, createTwilioChannel } from '../../channels';
import { ACCOUNT, startTwilioDouble, TOKEN } from '../channels/twilio-double';
import { MailServer } from '../activities/mail-server';
import { replay } from '../replay/replayed';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import type { Store } from '../../store';
import type { WorkerOptions } from '../../worker';
import { Product } from '../worker/product';

export const SECRET = 'a secret of the tests';

interface Words {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** Folder of the messages. The shop's. */
  readonly templates?: string;
  readonly intervals?: WorkerOptions['intervals'];
  /** What is to be so before the worker starts. */
  readonly before?: (store: Store) => Promise<void>;
}

/** The product with one journey, sending email over SMTP and texts over HTTP. */
export class Shop {
  readonly #mail = new MailServer();
  #temporal!: TestNamespace;
  #twilio!: Awaited<ReturnType<typeof startTwilioDouble>>;
  #smtp!: ReturnType<typeof createSmtpChannel>;
  product!: Product;

  /** @param journeys - their file, in journeys/ */
  async start(
    journeys: string,
    {
      catalog = shopCatalog,
      templates = join(__dirname, '../../templates'),
      intervals = {},
      before = () => Promise.resolve(),
    }: Words = {},
  ): Promise<this> {
    this.#temporal = await createNamespace();
    this.#twilio = await startTwilioDouble();
    const url = await this.#mail.start();
    this.#smtp = createSmtpChannel({ url, from: 'Shop <hello@shop.example>' });
    const sms = createTwilioChannel({
      ...{ accountSid: ACCOUNT, authToken: TOKEN, from: '+12025550100' },
      baseUrl: this.#twilio.baseUrl,
    });
    this.product = await new Product(this.#temporal, {
      ...{ intervals, before },
      sources: { workflows: join(__dirname, 'journeys', journeys), templates },
      activities: {
        catalog,
        channels: new Map([
          ['email', this.#smtp],
          ['sms', sms],
        ]),
        secret: SECRET,
        publicUrl: 'http://localhost:8080',
      },
    }).start();
    return this;
  }

  /** What reached the mail server and the text provider; a text is a mail without a head. */
  get received(): string[] {
    const texts = this.#twilio.taken.map(({ form }) => `\n${form['Body'] ?? ''}`);
    return [...this.#mail.mails.map(({ raw }) => raw), ...texts];
  }

  /**
   * Runs the recorded histories against the release's code anew.
   * @returns how many went as recorded, and what the others say
   */
  async replay(
    runs: readonly { journey: string; id: string }[],
  ): Promise<{ same: number; others: string[] }> {
    return replay(this.product.linked, this.#histories(runs));
  }

  /** What its one release is made of. */
  async release(): Promise<{ id: string; code: string }> {
    const { db } = this.product.store;
    return db.selectFrom('releases').select(['id', 'code']).executeTakeFirstOrThrow();
  }

  async *#histories(runs: readonly { journey: string; id: string }[]) {
    for (const run of runs) {
      const handle = this.product.handle(run);
      await handle.result();
      yield { workflowId: handle.workflowId, history: await handle.fetchHistory() };
    }
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.#smtp.close();
    await this.#mail.stop();
    await this.#twilio.close();
    await this.#temporal.close();
  }
}
