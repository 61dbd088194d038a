import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { catalog } from '../../catalog';
import { createSmtpChannel, createTwilioChannel } from '../../channels';
import { ACCOUNT, startTwilioDouble, TOKEN } from '../channels/twilio-double';
import { MailServer } from '../activities/mail-server';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { eventually, Product } from '../worker/product';

export const SECRET = 'a secret of the tests';

/** The product with one journey, sending email over SMTP and texts over HTTP. */
export class Shop {
  readonly #mail = new MailServer();
  #temporal!: TestNamespace;
  #twilio!: Awaited<ReturnType<typeof startTwilioDouble>>;
  #smtp!: ReturnType<typeof createSmtpChannel>;
  product!: Product;

  async start(journeys: string): Promise<this> {
    this.#temporal = await createNamespace();
    this.#twilio = await startTwilioDouble();
    const url = await this.#mail.start();
    this.#smtp = createSmtpChannel({ url, from: 'Shop <hello@shop.example>' });
    const sms = createTwilioChannel({
      ...{ accountSid: ACCOUNT, authToken: TOKEN, from: '+12025550100' },
      baseUrl: this.#twilio.baseUrl,
    });
    this.product = await new Product(this.#temporal, {
      journeys: `../../conformance/journeys/${journeys}`,
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

  /** Messages that reached the mail server and the text provider. */
  get received(): number {
    return this.#mail.mails.length + this.#twilio.taken.length;
  }

  /** Runs the recorded history against the release's code anew. */
  async replay(run: { journey: string; id: string }): Promise<void> {
    const { cacheFolder } = this.product;
    const [linked] = readdirSync(cacheFolder).filter((name) => name.endsWith('.cjs'));
    const handle = this.product.handle(run);
    await handle.result();
    const history = await eventually(async () => handle.fetchHistory());
    const workflowBundle = { codePath: join(cacheFolder, linked ?? '') };
    await Worker.runReplayHistory({ workflowBundle }, history ?? {}, `${run.journey}/${run.id}`);
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.#smtp.close();
    await this.#mail.stop();
    await this.#twilio.close();
    await this.#temporal.close();
  }
}
