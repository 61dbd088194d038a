import { placeOf, type Logger } from '../activities';
import { isOurs } from './guard';
import { Doze } from './doze';

/** Work done again and again, one time after the other, until it is stopped. */
export class Periodic {
  readonly #doze = new Doze();
  #stopped = false;
  #loop: Promise<void> | undefined;
  #failures = 0;

  /** @param every - real ms between the end of one time and the start of the next */
  constructor(
    private readonly name: string,
    private readonly every: number,
    private readonly work: () => Promise<unknown>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Once more now. */
  wake(): void {
    this.#doze.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.work();
        this.#failures = 0;
      } catch (error) {
        if (this.#failures++ % 20 === 0) {
          const why = isOurs(error) ? { error: error.message } : { at: placeOf(error) };
          this.log.warn({ job: this.name, ...why }, 'a job will be tried again');
        }
      }
      if (!this.#stopped) await this.#doze.sleep(this.every);
    }
  }
}
