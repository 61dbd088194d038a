import type { Instant, JourneySpec } from '../../engine';
import type { PastEvent } from './history';
import type { Enrollment } from './person';
import { provableLift } from './power';
import type { BacktestReport, EntryMonth, Group, OfferReport, Organic, Proof } from './report';
import { settingsOf } from './settings';
import type { Shop } from './shop';

interface Told {
  readonly spec: JourneySpec;
  readonly events: readonly PastEvent[];
  readonly until: Instant;
  readonly alpha: number;
  readonly power: number;
}

/** Shares that the report answers for, besides the journey's own. */
const HOLDOUTS = [1, 2, 5, 10, 20, 50];

function group(all: readonly Enrollment[], did: (one: Enrollment) => boolean): Group {
  const ordered = all.filter(did).length;
  return { count: all.length, ordered, ...(all.length > 0 && { rate: ordered / all.length }) };
}

const isOrganic = ({ organicAt }: Enrollment): boolean => organicAt !== undefined;

function organicOf(
  shop: Shop,
  all: readonly Enrollment[],
  { spec: { goal }, until }: Told,
): Organic | undefined {
  if (!goal) return undefined;
  const told = all.filter(({ goalUntil }) => goalUntil !== undefined && goalUntil <= until);
  const written = told.filter((one) => one.written);
  const withAssumed = group(told, (one) => isOrganic(one) || one.assumedAt !== undefined);
  return {
    event: goal.event,
    within: goal.within,
    entered: group(told, isOrganic),
    written: group(written, isOrganic),
    tooLate: all.length - told.length,
    ...(shop.ground.assumptions.length > 0 && { withAssumed }),
  };
}

/**
 * How many times the variance of a share is what it were if no customer had come twice: entries of one customer are
 * alike, and are held out together.
 * @see Kish, "Survey Sampling", 1965, on the design effect of clusters; the ratio's variance by linearization
 */
function designEffect(all: readonly Enrollment[], until: Instant, { count, rate }: Group): number {
  if (rate === undefined || rate === 0 || rate === 1) return 1;
  const deviations = new Map<string, number>();
  for (const { person, goalUntil, organicAt } of all) {
    if (goalUntil === undefined || goalUntil > until) continue;
    const deviation = (organicAt === undefined ? 0 : 1) - rate;
    deviations.set(person.id, (deviations.get(person.id) ?? 0) + deviation);
  }
  const squares = [...deviations.values()].reduce((sum, one) => sum + one * one, 0);
  return squares / (count * rate * (1 - rate));
}

function proofOf(all: readonly Enrollment[], organic: Organic, told: Told): Proof[] {
  const { count, rate: base } = organic.entered;
  if (base === undefined) return [];
  const { alpha, power, until, spec } = told;
  const effect = Math.max(1, designEffect(all, until, organic.entered));
  const own = spec.holdout;
  const percents = [...new Set([...HOLDOUTS, ...(own > 0 && own < 100 ? [own] : [])])];
  return percents
    .sort((a, b) => a - b)
    .map((percent) => {
      const trial = { base, holdout: percent / 100, alpha, power };
      const lift = provableLift({ ...trial, count });
      const byCustomer = provableLift({ ...trial, count: count / effect });
      return {
        holdout: percent / 100,
        alpha,
        power,
        ...(lift !== undefined && { lift }),
        ...(byCustomer !== undefined && { liftByCustomer: byCustomer }),
      };
    });
}

/** Mean of `total` over the goal's events. */
function usualOrder({ spec, events }: Told): number | undefined {
  const name = spec.goal?.event ?? 'Order Completed';
  const totals = events.flatMap(({ event, properties: { total } }) =>
    event === name && typeof total === 'number' ? [total] : [],
  );
  return totals.length > 0 ? totals.reduce((sum, one) => sum + one, 0) / totals.length : undefined;
}

function offersOf({ ground, budgets, tally }: Shop, order: number | undefined): OfferReport[] {
  return Object.entries(ground.catalog.offers).flatMap(([name, offer]) => {
    const months = budgets.months(name, offer);
    const limited = tally.limited[name] ?? 0;
    if (months.length === 0 && limited === 0) return [];
    const sum = (of: (month: (typeof months)[number]) => number): number =>
      months.reduce((total, month) => total + of(month), 0);
    const issued = sum((month) => month.issued);
    const spent = sum((month) => month.refused);
    const each =
      offer.amountOff ??
      (offer.percentOff !== undefined && order !== undefined
        ? (offer.percentOff / 100) * order
        : undefined);
    return [
      {
        offer: name,
        issued,
        cost: sum((month) => month.cost),
        ...(each !== undefined && { ifAllUsed: issued * each }),
        wanted: (issued + spent) * offer.cost,
        budgetPerMonth: offer.budgetPerMonth,
        refused: {
          ...(spent > 0 && { 'budget spent': spent }),
          ...(limited > 0 && { 'limit reached': limited }),
        },
        months,
      },
    ];
  });
}

export function summary(shop: Shop, told: Told): BacktestReport {
  const { ground, tally, people } = shop;
  const { start, assumptions } = ground;
  const { spec } = told;
  const all = [...people.values()].flatMap(({ enrollments }) => enrollments);
  const organic = organicOf(shop, all, told);
  const months: EntryMonth[] = [...tally.byMonth].map(([month, one]) => ({ month, ...one }));
  return {
    journey: spec.id,
    title: spec.title,
    currency: ground.catalog.shop.currency,
    history: {
      customers: people.size,
      events: told.events.length,
      from: start,
      until: told.until,
      zone: ground.zone,
      misfits: tally.misfits,
    },
    settings: settingsOf(spec),
    entries: {
      ...tally.entries,
      customers: new Set(all.map(({ person }) => person.id)).size,
      months: months.sort((a, b) => (a.month < b.month ? -1 : 1)),
    },
    ends: tally.ends,
    underWay: all.filter(({ running }) => running && running.standing.state !== 'stuck').length,
    stuck: tally.stuck,
    messages: [...tally.messages.values()],
    offers: offersOf(shop, usualOrder(told)),
    ...(organic && { organic }),
    proof: organic ? proofOf(all, organic, told) : [],
    assumed: { assumptions: assumptions.map(({ text }) => text), events: tally.assumed },
  };
}
