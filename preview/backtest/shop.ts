import type { FactStates } from '../../catalog';
import {
  decideEntry,
  isOwnEntry,
  perOf,
  perValue,
  startsOn,
  type EventRecord,
  type Instant,
  type JsonObject,
  type RunInput,
} from '../../engine';
import { firstLook, lookAfterEvent, lookWhenDue, triggersOf, type KeyedTrigger } from '../../gate';
import { Bounds } from '../bounds';
import { endsByZone } from '../ends';
import { World } from '../world';
import { backtestAnswers } from './answers';
import { drawn } from './assume';
import { Budgets } from './budgets';
import { following, recording } from './coming';
import { checked, type CheckedEvent } from './history';
import { inputOf, Person, type Enrollment } from './person';
import {
  by,
  factsOf,
  RANK,
  type Due,
  type Ground,
  type Happening,
  type Made,
  type Move,
  type Played,
} from './ground';
import { Queue } from './queue';
import { Running } from './running';
import { count, Tally } from './tally';

const iso = (instant: Instant): string => new Date(instant).toISOString();

/** A shop with its journeys, its customers and one clock: what the relay does with each event, in memory. */
export class Shop {
  readonly people = new Map<string, Person>();
  readonly queue = new Queue<Due>();
  readonly budgets = new Budgets();
  readonly tally = new Tally();
  /** Runs that are to move before time goes on. */
  readonly moves: Move[] = [];
  /** Whose run asks. */
  acting: Enrollment | undefined;
  readonly #triggers: readonly KeyedTrigger[];
  /** That triggers ask for. */
  readonly #facts: readonly string[];
  readonly #answers = backtestAnswers(this);
  readonly #endOf = endsByZone();
  #events = 0;
  #enrollments = 0;

  constructor(readonly ground: Ground) {
    this.#triggers = triggersOf(ground.journeys.map(({ spec }) => spec));
    this.#facts = factsOf(ground.catalog, this.#triggers);
  }

  /** Somebody of whom the shop hears now, for the first time or again. */
  person(id: string, now: Instant): Person {
    const known = this.people.get(id);
    if (known) return known;
    const { catalog, profiles, zone, start } = this.ground;
    const profile = profiles.get(id) ?? {};
    const person = new Person(catalog, id, profile, zone, start);
    this.people.set(id, person);
    for (const { at, ...consent } of profile.consents ?? []) {
      if (at === undefined) continue;
      if (at <= now) person.customer.said(consent, at);
      else this.put(at, { kind: 'coming', person, coming: { at, happening: { consent } } });
    }
    return person;
  }

  put(at: Instant, due: Due): void {
    this.queue.put(at, RANK[due.kind], due);
  }

  /** An event that the product makes, or that is assumed. One that does not fit starts nothing. */
  make(person: Person, made: Made, at: Instant): void {
    const { seen } = this.#check(person.id, made, at);
    if (seen) this.happen({ person, seen, whole: made.properties, ...made.also }, at);
  }

  #check(customer: string, { event, properties }: Made, at: Instant): Pick<CheckedEvent, 'seen'> {
    const [one = {}] = checked(this.ground.catalog, [{ customer, event, properties, at }]);
    return one;
  }

  /** An event is accepted and worked off: facts, goals and exits, entries, and when to look again. */
  happen(happening: Happening, at: Instant): void {
    const { person, seen, to, assumed } = happening;
    const { states: before } = person.known(this.#facts);
    person.customer.known.happened(seen);
    const { name, properties } = seen;
    const id = `event ${String(this.#events++)}`;
    const record: EventRecord = { id, name, at: iso(at), properties };
    following(this, person)?.diary.event(
      name,
      happening.whole ?? (properties as JsonObject),
      at,
      by(happening),
    );
    if (to === undefined) this.#tell(person, record, at, assumed ?? false);
    if (assumed) count(this.tally.assumed, name);
    for (const journey of this.ground.journeys) {
      if (startsOn(journey.spec, record, to)) this.#enter(journey, happening, record, at);
    }
    this.lookAgain(person, at, before);
  }

  /** Goals are the whole customer's: in a run, after it, or held out. Runs with a wait for it hear of it. */
  #tell(person: Person, record: EventRecord, at: Instant, assumed: boolean): void {
    for (const one of person.enrollments) {
      const { spec } = one.journey;
      if (spec.goal?.event !== record.name) continue;
      if (one.goalUntil === undefined || at > one.goalUntil) continue;
      if (isOwnEntry(spec, perOf(spec.per, one.per), record)) continue;
      if (assumed) one.assumedAt ??= at;
      else one.organicAt ??= at;
    }
    for (const enrollment of person.live) {
      const { running } = enrollment;
      const bell = running.world.accept(record, at);
      if (bell) this.moves.push({ enrollment, running, why: bell });
    }
  }

  #enter(journey: Played, happening: Happening, record: EventRecord, at: Instant): void {
    const { spec } = journey;
    const { person } = happening;
    const value = perValue(spec, record.properties);
    const per = value === undefined ? '' : JSON.stringify(value);
    const decision = decideEntry(spec, {
      customer: person.id,
      properties: record.properties,
      inSegment: spec.only === undefined || person.customer.isIn(spec.only, at),
      earlier: person.earlier(journey, per),
      now: at,
      salt: `backtest:${String(this.ground.seed)}`,
    });
    this.tally.entry(decision, at);
    const { diary } = following(this, person) ?? {};
    if (decision.status === 'turned away') return diary?.turnedAway(spec.id, decision.reason, at);
    if (decision.status === 'held out') diary?.turnedAway(spec.id, 'held out', at);
    if (decision.ends !== undefined) this.#restart(person, decision.ends);
    const enrollment: Enrollment = {
      id: `enrollment ${String(this.#enrollments++)}`,
      ...{ person, journey, per },
      enteredAt: at,
      heldOut: decision.status === 'held out',
      ...(spec.goal && { goalUntil: at + spec.goal.within }),
      written: false,
    };
    person.enrollments.push(enrollment);
    if (decision.status !== 'enter') return;
    const input = inputOf(enrollment, record, value);
    const whole = happening.whole ?? record.properties;
    if (diary) enrollment.chapter = diary.begin(input, spec.title, whole as JsonObject, at);
    this.#start(enrollment, input);
  }

  #restart(person: Person, id: string): void {
    const enrollment = person.live.find((one) => one.id === id);
    if (!enrollment) return;
    const { running } = enrollment;
    running.world.give('restarted');
    this.moves.push({ enrollment, running, why: { kind: 'event', id: 'restarted' } });
  }

  #start(enrollment: Enrollment, input: RunInput): void {
    const { person, enteredAt, journey } = enrollment;
    const { spec, definition } = journey;
    const endOf = this.#endOf(person.zone);
    const recorded = recording(this, enrollment);
    const world = new World(input, spec, enteredAt, endOf, this.#answers, recorded);
    const bounds = new Bounds(spec.id, this.ground.maxSteps);
    const running = new Running(definition, world, bounds, () => {
      this.acting = enrollment;
    });
    enrollment.running = running;
    this.moves.push({ enrollment, running, why: 'start' });
  }

  /** The journeys begin to look at a customer who has a past. */
  lookFirst(person: Person, at: Instant): void {
    for (const keyed of this.#triggers) {
      const { next, keep } = firstLook(keyed, person.known(this.#facts), at);
      if (keep) person.customer.known.keep(keep);
      this.#lookAt(person, keyed, next, at);
    }
  }

  /** @param before - what was known before an event; left out: something else has changed */
  lookAgain(person: Person, at: Instant, before?: FactStates): void {
    const known = person.known(this.#facts);
    for (const keyed of this.#triggers) {
      const due = person.due.get(keyed.key);
      const { next, keep } = lookAfterEvent(
        keyed,
        { known, before: before ?? known.states },
        due,
        at,
      );
      if (keep) person.customer.known.keep(keep);
      if (next !== due) this.#lookAt(person, keyed, next, at);
    }
  }

  #lookAt(person: Person, keyed: KeyedTrigger, next: Instant | undefined, now: Instant): void {
    if (next === undefined) person.due.delete(keyed.key);
    else {
      person.due.set(keyed.key, next);
      this.put(Math.max(next, now), { kind: 'look', person, keyed });
    }
  }

  /** A look that has come due, unless it was moved. */
  look(person: Person, keyed: KeyedTrigger, now: Instant): void {
    const due = person.due.get(keyed.key);
    if (due === undefined || due > now) return;
    const { tell, next, keep } = lookWhenDue(keyed, person.known(this.#facts), due, now);
    if (keep) person.customer.known.keep(keep);
    this.#lookAt(person, keyed, next, now);
    if (!tell || !person.tells(`${keyed.key} ${tell.id}`)) return;
    const { event, journey } = keyed;
    this.make(person, { event, properties: tell.properties, also: { to: journey } }, now);
  }

  /** A message went: what is assumed to come of it will come. */
  wrote(
    enrollment: Enrollment,
    world: World,
    sent: { readonly template: string; readonly message: string; readonly at: Instant },
  ): void {
    const { catalog, assumptions, seed } = this.ground;
    if (assumptions.length === 0) return;
    const { person, enteredAt } = enrollment;
    const key = `${String(enteredAt)}:${sent.template}:${String(world.rows.length)}`;
    const { event: entry } = world.input;
    const written = { customer: person.id, key, ...sent, entry };
    for (const { at: when, ...one } of drawn(catalog, assumptions, seed, written)) {
      this.put(when, { kind: 'event', person, made: { ...one, also: { assumed: true } } });
    }
  }
}
