import { sql } from 'kysely';
import { PermanentError } from '../engine';
import type { Incoming } from './accept';
import { lockCustomers, type LockedCustomer } from './customers';
import type { Db } from './database';
import { newId } from './ids';
import { mergeCustomer } from './merge';
import type { IdentitiesTable } from './schema';

/** Another transaction linked or created the same ids meanwhile: begin again, and see what it did. */
export class Outrun extends Error {
  override readonly message = 'others link the same ids at the same time';
}

type Kind = IdentitiesTable['kind'];
interface Identity {
  readonly kind: Kind;
  readonly value: string;
}
interface Owned extends Identity {
  readonly customer: string;
}
interface Link extends Owned {
  /** The customer has a user id. */
  readonly known: boolean;
}
type Ids = Pick<Incoming, 'customer' | 'userId' | 'anonymousId' | 'previousId'>;

const keyOf = ({ kind, value }: Identity): string => `${kind}:${value}`;

function identitiesOf({ customer, userId, anonymousId, previousId }: Ids): Identity[] {
  if (customer !== undefined) return [];
  const of = (kind: Kind, value: string | undefined) => (value ? [{ kind, value }] : []);
  return [
    ...of('user', userId),
    ...of('anonymous', anonymousId),
    ...of('user', previousId),
    ...of('anonymous', previousId),
  ];
}

/** By `any`, so that the planner knows how few they are. */
async function findLinks(tx: Db, identities: readonly Identity[]): Promise<Link[]> {
  if (identities.length === 0) return [];
  const asked = new Set(identities.map(keyOf));
  const { rows } = await sql<Link>`
    select i.kind, i.value, i.customer,
      i.kind = 'user' or exists (select 1 from identities u where u.customer = i.customer and u.kind = 'user') as known
    from identities i
    where i.kind = any(array['user', 'anonymous']) and i.value = any(${identities.map(({ value }) => value)}::text[])`.execute(
    tx,
  );
  return rows.filter((link) => asked.has(keyOf(link)));
}

const nobody = (id: string): LockedCustomer => ({
  id,
  traits: {},
  email: null,
  phone: null,
  locale: null,
  timeZone: null,
  arrived: 0,
  applied: 0,
  rung: 0,
  erasedAt: null,
  refold: false,
  now: 0,
});

/** Who is who, as a list of events goes by. It only notes what is to be written. */
class Acquaintances {
  readonly created = new Map<string, LockedCustomer>();
  /** From → into, in order. */
  readonly merges: [string, string][] = [];
  readonly links = new Map<string, Owned>();
  readonly #before: ReadonlyMap<string, string>;
  readonly #known = new Set<string>();
  readonly #into = new Map<string, string>();

  constructor(
    readonly locked: ReadonlyMap<string, LockedCustomer>,
    links: readonly Link[],
  ) {
    this.#before = new Map(links.map((link) => [keyOf(link), link.customer]));
    for (const link of links) {
      this.links.set(keyOf(link), link);
      if (link.known) this.#known.add(link.customer);
    }
  }

  /** Whether nothing is to be written. */
  get unchanged(): boolean {
    return (
      this.created.size === 0 &&
      this.merges.length === 0 &&
      [...this.links].every(([key, { customer }]) => this.#before.get(key) === customer)
    );
  }

  /** The customer that an id stands for now. */
  root(id: string): string {
    const into = this.#into.get(id);
    return into === undefined ? id : this.root(into);
  }

  /** Links to insert and to change, with the customers they lead to in the end. */
  changedLinks(): { fresh: Owned[]; moved: Owned[] } {
    const links = [...this.links].map(([key, { kind, value, customer }]) => ({
      before: this.#before.get(key),
      link: { kind, value, customer: this.root(customer) },
    }));
    return {
      fresh: links.filter(({ before }) => before === undefined).map(({ link }) => link),
      moved: links
        .filter(({ before, link }) => before !== undefined && before !== link.customer)
        .map(({ link }) => link),
    };
  }

  ownerOf(event: Ids): string {
    const { customer, userId, anonymousId, previousId } = event;
    if (customer !== undefined) return this.#ours(customer);
    const previous = previousId
      ? (this.#find('user', previousId) ?? this.#find('anonymous', previousId))
      : undefined;
    const owner = userId
      ? this.#user(userId, anonymousId, previous)
      : this.#anonymous(anonymousId, previous);
    if (previousId && previous === undefined) this.#link('user', previousId, owner);
    else if (previous !== undefined && previous !== owner) this.#merge(previous, owner);
    return owner;
  }

  #user(userId: string, anonymousId: string | undefined, previous: string | undefined): string {
    const anonymous = anonymousId ? this.#find('anonymous', anonymousId) : undefined;
    const nameless = anonymous !== undefined && !this.#known.has(anonymous) ? anonymous : undefined;
    const owner = this.#find('user', userId) ?? previous ?? nameless ?? this.#create();
    this.#link('user', userId, owner);
    if (nameless !== undefined && nameless !== owner) this.#merge(nameless, owner);
    // A device that passes from one known customer to another takes no history along.
    if (anonymousId) this.#link('anonymous', anonymousId, owner);
    return owner;
  }

  #anonymous(anonymousId: string | undefined, previous: string | undefined): string {
    if (!anonymousId) throw new PermanentError('CUSTOMER_UNKNOWN', { customer: '' });
    const owner = this.#find('anonymous', anonymousId) ?? previous ?? this.#create();
    this.#link('anonymous', anonymousId, owner);
    return owner;
  }

  #ours(id: string): string {
    const customer = this.locked.get(id);
    if (!customer) throw new PermanentError('CUSTOMER_UNKNOWN', { customer: id });
    return this.root(customer.id);
  }

  #find(kind: Kind, value: string): string | undefined {
    const link = this.links.get(keyOf({ kind, value }));
    return link && this.root(link.customer);
  }

  #link(kind: Kind, value: string, customer: string): void {
    this.links.set(keyOf({ kind, value }), { kind, value, customer });
    if (kind === 'user') this.#known.add(customer);
  }

  #create(): string {
    const customer = nobody(newId());
    this.created.set(customer.id, customer);
    return customer.id;
  }

  #merge(from: string, into: string): void {
    this.#into.set(from, into);
    if (!this.created.delete(from)) this.merges.push([from, into]);
  }
}

async function insertNew(tx: Db, ids: readonly string[], links: readonly Owned[]): Promise<void> {
  if (ids.length > 0) {
    await sql`
      insert into customers (id, created_at, traits) select id, perennial_now(), '{}'::jsonb
      from unnest(${[...ids]}::text[]) as id`.execute(tx);
  }
  if (links.length === 0) return;
  const { rows } = await sql`
    insert into identities (kind, value, customer)
    select kind, value, customer
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l(kind text, value text, customer text)
    order by kind, value on conflict do nothing returning customer`.execute(tx);
  if (rows.length < links.length) throw new Outrun();
}

async function relink(tx: Db, links: readonly Owned[]): Promise<void> {
  if (links.length === 0) return;
  await sql`
    update identities i set customer = l.customer
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l(kind text, value text, customer text)
    where i.kind = l.kind and i.value = l.value and i.value = any(${links.map(({ value }) => value)}::text[])`.execute(
    tx,
  );
}

/** Writes what was noted, and answers the customers there are then. */
async function write(tx: Db, who: Acquaintances): Promise<Map<string, LockedCustomer>> {
  const customers = new Map<string, LockedCustomer>(who.created);
  for (const customer of who.locked.values()) customers.set(customer.id, customer);
  if (who.unchanged) return customers;
  const { fresh, moved } = who.changedLinks();
  await insertNew(tx, [...who.created.keys()], fresh);
  await relink(tx, moved);
  for (const [from, into] of who.merges) {
    const [gone, stays] = [customers.get(from), customers.get(into)];
    if (gone && stays) customers.set(into, await mergeCustomer(tx, gone, stays));
  }
  return customers;
}

/** Neither merged nor erased between the reading of a link and the lock. */
const isStill = (id: string, locked: LockedCustomer | undefined): boolean =>
  locked?.id === id && locked.erasedAt === null;

/**
 * Finds, creates, links and merges the customers of events, and locks them all, in the order of their ids.
 * @returns the customer of each event, in order
 * @throws Outrun where the transaction is to be run again
 */
export async function resolveCustomers(tx: Db, events: readonly Ids[]): Promise<LockedCustomer[]> {
  const identities = [
    ...new Map(
      events.flatMap(identitiesOf).map((identity) => [keyOf(identity), identity]),
    ).values(),
  ];
  const ours = events.flatMap(({ customer }) => (customer === undefined ? [] : [customer]));
  const unlocked = await findLinks(tx, identities);
  const ids = new Set([...ours, ...unlocked.map(({ customer }) => customer)]);
  const locked = await lockCustomers(tx, [...ids]);
  const acquainted = (links: readonly Link[]) => {
    if (links.some(({ customer }) => !isStill(customer, locked.get(customer)))) throw new Outrun();
    const who = new Acquaintances(locked, links);
    return { who, owners: events.map((event) => who.ownerOf(event)) };
  };
  let met = acquainted(unlocked);
  // What is to be written must follow from what is read under the locks.
  if (!met.who.unchanged && ids.size > 0) met = acquainted(await findLinks(tx, identities));
  const customers = await write(tx, met.who);
  return met.owners.map((owner) => customers.get(met.who.root(owner)) as LockedCustomer);
}
