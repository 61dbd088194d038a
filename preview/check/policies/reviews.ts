import type { ShopCatalog } from '../../../catalog';
import type { Json } from '../../../engine';
import type { Choice } from '../../path';
import type { Breach, Checked, Policy } from '../policy';
import { isCutShort, momentsOf, type MomentOf, type Walk } from '../walk';

/** Fields of events that say how content somebody is. */
const SCORE = /score|rating|stars/i;

const scoreIn = (properties: Readonly<Record<string, unknown>> = {}): string | undefined => {
  const field = Object.keys(properties).find((one) => SCORE.test(one));
  return field === undefined ? undefined : JSON.stringify(properties[field]);
};

const isScored = (catalog: ShopCatalog, event: string): boolean =>
  Object.keys(catalog.events[event]?.schema.shape ?? {}).some((field) => SCORE.test(field));

/** Whether a fact, or one that a segment is made of, comes from scores. */
const comesFromScores = (catalog: ShopCatalog, facts: readonly string[]): boolean =>
  facts.some((fact) => (catalog.facts[fact]?.on ?? []).some((event) => isScored(catalog, event)));

/** What a choice says of somebody's score; nothing: it has nothing to do with it. */
function scoreOf(
  catalog: ShopCatalog,
  { kind, step, value, wait, chose }: Choice,
): string | undefined {
  const name = step.replace(/^(is|get) /, '').replace(/#\d+$/, '');
  if (kind === 'is') {
    const { facts = [] } = catalog.segments[name] ?? {};
    return comesFromScores(catalog, facts) ? chose : undefined;
  }
  if (kind === 'get') return comesFromScores(catalog, [name]) ? chose : undefined;
  if (kind !== 'wait' && kind !== 'entry') return undefined;
  const wanted = wait?.kind === 'event' ? scoreIn(wait.where) : undefined;
  if (wanted !== undefined) return value === null ? 'no such answer' : wanted;
  const { properties } = (value ?? {}) as { properties?: Readonly<Record<string, Json>> };
  return scoreIn(properties);
}

const requestsOf = (walk: Walk): readonly MomentOf<'message'>[] =>
  momentsOf(walk, 'message').filter(({ rules }) => rules.kind === 'review request');

/** Walks that part at one choice, by what it says of a score. */
interface Parting {
  readonly step: string;
  readonly byScore: Map<string, Walk[]>;
}

function partings({ catalog, walks }: Checked): readonly Parting[] {
  const found = new Map<string, Parting>();
  for (const walk of walks.filter((one) => !isCutShort(one))) {
    let before = '';
    for (const choice of walk.path.choices) {
      const score = scoreOf(catalog, choice);
      if (score !== undefined) {
        const key = `${before} ${String(walk.turns % 1)}`;
        const parting = found.get(key) ?? { step: choice.step, byScore: new Map<string, Walk[]>() };
        parting.byScore.set(score, [...(parting.byScore.get(score) ?? []), walk]);
        found.set(key, parting);
      }
      before += ` ${choice.step}: ${choice.chose}`;
    }
  }
  return [...found.values()];
}

/** Asked on all of these walks, on some, or on none. */
function asked(walks: readonly Walk[]): 'all' | 'some' | 'none' {
  const count = walks.filter((walk) => requestsOf(walk).length > 0).length;
  if (count === 0) return 'none';
  return count === walks.length ? 'all' : 'some';
}

function* partingBreaches(parting: Parting): Generator<Breach> {
  const groups = [...parting.byScore].map(([score, walks]) => ({
    score,
    walks,
    how: asked(walks),
  }));
  const more = groups.find(({ how }) => how === 'all') ?? groups.find(({ how }) => how === 'some');
  if (!more || groups.every(({ how }) => how === more.how)) return;
  const [withRequest] = more.walks.filter((walk) => requestsOf(walk).length > 0);
  const template = withRequest && requestsOf(withRequest)[0]?.template;
  for (const { walks, how } of groups.filter((one) => one.how !== more.how)) {
    for (const walk of walks.filter((one) => requestsOf(one).length === 0)) {
      const at = walk.moments.find(({ step, kind }) => step === parting.step && kind !== 'wait');
      const whom = how === 'none' ? 'is not asked' : 'is asked only sometimes';
      const says = `${template ?? 'A review request'} depends on a score: who answers so ${whom}.`;
      yield { walk, says, ...(at && { at }) };
    }
  }
}

/** What lets in only those with a certain score. */
function entryByScore({ spec, catalog }: Checked): string | undefined {
  const facts = spec.only === undefined ? [] : (catalog.segments[spec.only]?.facts ?? []);
  if (comesFromScores(catalog, facts)) return `only “${spec.only ?? ''}” may enter`;
  const on = spec.on.find((one) => 'where' in one && scoreIn(one.where) !== undefined);
  return on && `it starts on ${on.event} with a certain score`;
}

export const reviewByScore: Policy = {
  id: 'review-by-score',
  guards: 'Everyone is asked for a public review or nobody is, whatever score they gave.',
  *breaches(journey) {
    const entry = entryByScore(journey);
    for (const walk of entry === undefined ? [] : journey.walks) {
      const [at] = requestsOf(walk);
      if (at) yield { walk, at, says: `${at.template} depends on a score: ${entry ?? ''}.` };
    }
    for (const parting of partings(journey)) yield* partingBreaches(parting);
  },
};
