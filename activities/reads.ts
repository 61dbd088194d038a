import { factValue, inSegment } from '../catalog';
import { armOf, bucket, PermanentError } from '../engine';
import { assignSplit, readFacts } from '../store';
import { record } from './call';
import type { Verb } from './step';

/** In it now: all accepted events are applied before. */
export const is: Verb<'is'> = async (scene, { segment }) => {
  const { tx, deps, customer, step } = scene;
  if (step.skip) return record(scene, false);
  if (!Object.hasOwn(deps.catalog.segments, segment)) {
    throw new PermanentError('NOT_IN_CATALOG', { kind: 'segment', name: segment });
  }
  const states = await readFacts(tx, customer.id);
  return record(scene, inSegment(deps.catalog, segment, states, customer.now));
};

/** `null` where the fact has no value. */
export const get: Verb<'get'> = async (scene, { fact }) => {
  const { tx, deps, customer, step } = scene;
  if (step.skip) return record(scene, null);
  if (!Object.hasOwn(deps.catalog.facts, fact)) {
    throw new PermanentError('NOT_IN_CATALOG', { kind: 'fact', name: fact });
  }
  const states = await readFacts(tx, customer.id);
  return record(scene, factValue(deps.catalog, fact, states, customer.now) ?? null);
};

/** Sticky by customer and name; an arm that is gone is drawn anew. */
export const split: Verb<'split'> = async (scene, { name, arms }) => {
  const { tx, deps, customer } = scene;
  const drawn = armOf(arms, bucket(`${deps.secret}:split:${name}:${customer.id}`));
  const arm = await assignSplit(tx, { customer: customer.id, name, arm: drawn, now: customer.now });
  return record(scene, Object.hasOwn(arms, arm) ? arm : drawn);
};
