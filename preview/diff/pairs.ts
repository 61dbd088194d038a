import type { Choice } from '../path';
import { nameOf } from '../stories/happened';
import type { Received } from '../stories/received';
import type { Stories, Story } from '../stories/stories';
import { distance } from './sequence';

/** A story before and after, or one that is only there before, or only after. */
export interface Pair {
  readonly before?: Story;
  readonly after?: Story;
}

/** What is looked at to find the same story again, whatever its days. */
interface Traits {
  readonly story: Story;
  /** What happens, without where in the journey. */
  readonly chosen: readonly string[];
  /** What is received, without when and with what. */
  readonly names: readonly string[];
}

/** What a thing received is called, without its day and what is in it. */
export const nameOfReceived = (one: Received): string => {
  switch (one.kind) {
    case 'message':
      return one.template;
    case 'code':
      return `code ${one.given.offer}`;
    case 'effect':
      return one.effect;
    case 'nothing':
      return '';
  }
};

/** What the customer of a story gets: what was meant and not done is not among it. */
export const gets = ({ received }: Story): readonly Received[] =>
  received.filter(({ kind }) => kind !== 'nothing');

/** What happens in a story where it is not the plain thing, by a key that says nothing of where in the journey. */
export const chosenOf = (story: Story): { readonly key: string; readonly choice: Choice }[] =>
  (story.paths[0]?.choices ?? [])
    .filter(({ plain }) => !plain)
    .map((choice) => {
      const { kind, step, chose } = choice;
      return { key: kind === 'wait' ? chose : `${kind} ${nameOf(step)}: ${chose}`, choice };
    });

const traitsOf = (story: Story): Traits => ({
  story,
  chosen: chosenOf(story)
    .map(({ key }) => key)
    .sort(),
  names: gets(story).map(nameOfReceived),
});

const chosenKey = ({ chosen }: Traits): string => JSON.stringify(chosen);

interface Candidate {
  readonly before: Traits;
  readonly after: Traits;
  readonly cost: number;
}

/** Stories of which less than half is the same are not the same story. */
function candidate(before: Traits, after: Traits): Candidate | undefined {
  const chosen = distance(before.chosen, after.chosen);
  const others = distance(before.names, after.names) + Number(before.story.end !== after.story.end);
  const all = [before, after].reduce((sum, one) => sum + one.chosen.length + one.names.length, 2);
  if (chosen > 0 && 2 * (chosen + others) > all) return undefined;
  const apart = Math.abs(before.story.number - after.story.number);
  return { before, after, cost: 2 * chosen + others + apart / 10_000 };
}

/** Past so many comparisons only stories in which the same happens are held together. */
export const MANY = 500_000;

/** Each story with the one that it was, as near as there is one. */
export function pairsOf(before: Stories, after: Stories): Pair[] {
  const [old, now] = [before.stories.map(traitsOf), after.stories.map(traitsOf)];
  const isMany = old.length * now.length > MANY;
  const alike = new Map<string, Traits[]>();
  for (const one of now) {
    const key = isMany ? chosenKey(one) : '';
    const others = alike.get(key);
    if (others) others.push(one);
    else alike.set(key, [one]);
  }
  const candidates = old
    .flatMap((one) =>
      (alike.get(isMany ? chosenKey(one) : '') ?? []).map((other) => candidate(one, other)),
    )
    .filter((one) => one !== undefined)
    .sort((a, b) => a.cost - b.cost);
  const taken = new Set<Traits>();
  const pairs: Pair[] = [];
  for (const one of candidates) {
    if (taken.has(one.before) || taken.has(one.after)) continue;
    taken.add(one.before).add(one.after);
    pairs.push({ before: one.before.story, after: one.after.story });
  }
  return [
    ...pairs.sort((a, b) => (a.after?.number ?? 0) - (b.after?.number ?? 0)),
    ...now.filter((one) => !taken.has(one)).map(({ story }) => ({ after: story })),
    ...old.filter((one) => !taken.has(one)).map(({ story }) => ({ before: story })),
  ];
}
