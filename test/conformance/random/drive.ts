import type { AnyDefinition, Channel, Json } from '../../../engine';
import { DAY, specOf } from '../../../engine';
import { scenarioOf, type Happening, type Path, type Scenario } from '../../../preview';
import { accept, assignSplit, inTransaction, issueOffer, newId, now } from '../../../store';
import type { RunDetail } from '../../../store';
import type { Product } from '../../worker/product';
import { happen, type Event } from '../drive';
import { planCatalog } from './catalog';
import type { Plan } from './plan';
import type { Seen, Watch } from './watch';

const CHANNELS: Readonly<Record<string, Channel>> = { 'plan/mail': 'email', 'plan/text': 'sms' };

/** What came of each send by channel, and of each offer: one customer cannot have both answers. */
function answersOf({ acts }: Path): ReadonlyMap<string, ReadonlySet<string>> {
  const answers = new Map<string, Set<string>>();
  const note = (what: string, status: string): void =>
    void answers.set(what, (answers.get(what) ?? new Set()).add(status));
  for (const act of acts) {
    if (act.kind === 'send') note(CHANNELS[act.template] ?? '', act.outcome.status);
    else if (act.effect === 'issue-offer') note(act.input['offer'] as string, act.outcome.status);
  }
  return answers;
}

/** A wait that an operator ends takes no time: a date that was waited for is still to come the next time. */
function comesOnce({ trace }: Path): boolean {
  const untils = trace.steps.filter(
    ({ step }) => step.startsWith('wait until') && !step.endsWith(' closed'),
  );
  const waited = untils.findIndex(({ outcome }) => outcome === 'waits');
  return waited === -1 || waited === untils.length - 1;
}

/** An address that a customer has or lacks, and codes they had or not, do not change on the way. */
export const isPossible = (path: Path): boolean =>
  [...answersOf(path).values()].every((statuses) => statuses.size === 1) && comesOnce(path);

/** The path for `simulate`: what comes of sends and offers is worked out anew, not given. */
export function scenarioFor(path: Path): Scenario & { readonly addresses: readonly Channel[] } {
  const { outcomes: _, ...scenario } = scenarioOf(path, { skipWaits: true });
  const answers = answersOf(path);
  const withStatus = (status: string): string[] =>
    [...answers].filter(([, statuses]) => statuses.has(status)).map(([what]) => what);
  const skipped = withStatus('skipped');
  const { perCustomer = 0 } = planCatalog().offers['one'] ?? {};
  return {
    ...scenario,
    addresses: Object.values(CHANNELS).filter((channel) => !skipped.includes(channel)),
    issued: Object.fromEntries(withStatus('refused').map((offer) => [offer, perCustomer])),
  };
}

const FACT_EVENTS = {
  mood: (mood: Json) => ({ event: 'Mood Set', properties: { mood } }),
  keen: (keen: Json) => ({ event: 'Keen Set', properties: { keen } }),
};

/** One customer of the real product on the way of one path. */
export class Wanderer {
  readonly #userId = newId('c-');

  constructor(
    readonly product: Product,
    private readonly watch: Watch,
    private readonly scenario: ReturnType<typeof scenarioFor>,
    private readonly zone: string,
  ) {}

  async #track(name: string, properties: Readonly<Record<string, Json>> = {}): Promise<void> {
    await accept(this.product.store, [
      {
        ...{ source: 'test', messageId: newId(), type: 'track', userId: this.#userId },
        ...{ name, properties },
      },
    ]);
  }

  async #learn(facts: Readonly<Record<string, Json>>): Promise<void> {
    for (const [fact, value] of Object.entries(facts)) {
      const { event, properties } = FACT_EVENTS[fact as keyof typeof FACT_EVENTS](value);
      await this.#track(event, properties);
    }
  }

  /** The customer, with what makes the path's facts, arms and refusals true. */
  async #prepare(): Promise<void> {
    const { addresses, arms = {}, issued = {}, facts = {}, segments = {} } = this.scenario;
    const traits = {
      ...(addresses.includes('email') && { email: `${this.#userId}@example.com` }),
      ...(addresses.includes('sms') && { phone: '+12025550123' }),
    };
    const { store } = this.product;
    const [answer] = await accept(store, [
      {
        ...{ source: 'test', messageId: newId(), type: 'identify', name: 'identify' },
        ...{ userId: this.#userId, properties: {}, traits, timeZone: this.zone },
      },
    ]);
    const customer = answer?.customer ?? '';
    await inTransaction(store, async (tx) => {
      const at = await now(tx);
      for (const [name, arm] of Object.entries(arms)) {
        await assignSplit(tx, { customer, name, arm, now: at });
      }
      for (const [offer, count] of Object.entries(issued)) {
        const terms = { offer, customer, cost: 0, expiresAt: at + DAY, perCustomer: count };
        for (let i = 0; i < count; i++)
          await issueOffer(tx, { ...terms, key: newId(), budgetPerMonth: 1, now: at });
      }
    });
    await this.#learn({ ...facts, ...segments });
  }

  async #happen(happening: Happening): Promise<void> {
    if ('facts' in happening) return this.#learn(happening.facts);
    if ('segments' in happening) return this.#learn(happening.segments);
    const accept = ({ event, properties }: Event): Promise<void> => this.#track(event, properties);
    await happen(this, { accept }, await this.product.run(this.#userId), happening);
  }

  async go(definition: AnyDefinition, plan: Plan): Promise<RunDetail> {
    await this.#prepare();
    const event = specOf(definition).on[0]?.event ?? '';
    await this.#track(event, { plan_id: 'p-1', plan: JSON.stringify(plan) });
    for (const happening of this.scenario.events ?? []) {
      if (!('of' in happening)) continue;
      const sits = ({ state, step }: Seen): boolean => state === 'ended' || step === happening.of;
      const { state } = await this.watch.until(this.#userId, sits).catch((error: Error) => {
        throw new Error(`${happening.of}: ${error.message}`);
      });
      if (state !== 'ended') await this.#happen(happening);
    }
    await this.watch.until(this.#userId, ({ state }) => state === 'ended');
    return this.product.run(this.#userId);
  }
}
