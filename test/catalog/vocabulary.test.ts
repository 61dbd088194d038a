import { z } from 'zod';
import { catalog, isPersonal, refKindOf } from '../../catalog';
import { parseDuration } from '../../engine';

const { events, topics, templates, offers, facts, segments, effects } = catalog;

/** Schemas within a field, however deep. */
function* within(schema: z.core.$ZodType): Generator<z.core.$ZodType> {
  yield schema;
  if (schema instanceof z.ZodArray) yield* within(schema.element);
  else if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    yield* within(schema.unwrap());
  } else if (schema instanceof z.ZodObject) {
    for (const field of Object.values<z.core.$ZodType>(schema.shape)) yield* within(field);
  }
}

describe('every event', () => {
  it.each(Object.entries(events))(
    '%s has samples that fit, and nothing else in them',
    (_, event) => {
      const samples = Object.values(event.samples);
      expect(samples.length).toBeGreaterThan(0);
      for (const sample of samples) expect(event.schema.strict().parse(sample)).toEqual(sample);
    },
  );

  it.each(Object.entries(events).filter(([, { id }]) => id !== undefined))(
    '%s names what it tells of by a field that facts see',
    (_, { id = '', schema }) => {
      const field = schema.shape[id];
      expect(field && isPersonal(field)).toBe(false);
    },
  );

  it.each(Object.entries(events))(
    '%s marks personal fields where they are left out: at the top',
    (_, event) => {
      for (const field of Object.values<z.core.$ZodType>(event.schema.shape)) {
        if (isPersonal(field)) continue;
        for (const schema of within(field)) expect(isPersonal(schema)).toBe(false);
      }
    },
  );
});

it('every trait that a template may use is optional and personal', () => {
  for (const trait of Object.values<z.ZodType>(catalog.traits.shape)) {
    expect([isPersonal(trait), trait.safeParse(undefined).success]).toEqual([true, true]);
  }
});

it.each(Object.entries(topics))('topic %s holds together', (name, topic) => {
  expect(name).toMatch(/^[a-z][a-z-]*$/);
  for (const segment of topic.heldBy) expect(Object.keys(segments)).toContain(segment);
  if (topic.cap) expect(parseDuration(topic.cap.per)).toBeGreaterThan(0);
  if (topic.kind === 'transactional') return;
  expect(Object.values(topic.consent)).not.toContain('none');
  expect(parseDuration(topic.lateAfter ?? '')).toBeGreaterThan(0);
});

it.each(Object.entries(templates))(
  'template %s has a topic that allows each of its channels',
  (name, template) => {
    expect(name).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(new Set(template.channels).size).toBe(template.channels.length);
    for (const channel of template.channels) {
      expect(topics[template.topic]?.consent[channel]).toBeDefined();
    }
    for (const [prop, schema] of Object.entries<z.ZodType>(template.props.shape)) {
      expect(template.refs[prop]).toBe(refKindOf(schema));
    }
  },
);

it.each(Object.entries(offers))(
  'offer %s gives one thing, at a cost within a budget, for a time',
  (_, offer) => {
    expect([offer.percentOff, offer.amountOff].filter((gift) => gift !== undefined)).toHaveLength(
      1,
    );
    expect(offer.cost).toBeGreaterThan(0);
    expect(offer.budgetPerMonth).toBeGreaterThanOrEqual(offer.cost);
    expect(Number.isInteger(offer.perCustomer) && offer.perCustomer > 0).toBe(true);
    expect(parseDuration(offer.validity)).toBeGreaterThan(0);
  },
);

it.each(Object.entries(facts))('fact %s reads events that exist, and has samples', (_, fact) => {
  for (const event of fact.on) expect(Object.keys(events)).toContain(event);
  expect(Object.keys(fact.samples).length).toBeGreaterThan(0);
});

it.each(Object.entries(segments))('segment %s asks only for the facts it names', (_, segment) => {
  const asked: string[] = [];
  segment.test((fact) => void asked.push(fact));
  expect(segment.facts).toEqual(expect.arrayContaining(asked));
  for (const fact of segment.facts) expect(Object.keys(facts)).toContain(fact);
});

it.each(Object.entries(effects))(
  'effect %s has a sample of every outcome it declares',
  (_, effect) => {
    const samples = Object.values(effect.samples);
    expect(samples.some((sample) => sample.status === 'done')).toBe(true);
    const refused = samples.flatMap((sample) =>
      sample.status === 'refused' ? [sample.reason] : [],
    );
    expect(refused.sort()).toEqual([...effect.refused].sort());
  },
);

describe('an effect takes', () => {
  it.each([
    ['issue-offer', { offer: 'win-back-10', expiresIn: '14 days' }, true],
    ['issue-offer', { offer: 'win-back-11', expiresIn: '14 days' }, false],
    ['issue-offer', { offer: 'win-back-10', expiresIn: '14 dyas' }, false],
    ['issue-offer', { offer: 'win-back-10', expiresIn: '-1 days' }, false],
    ['grant-consent', { topic: 'offers' }, true],
    ['grant-consent', { topic: 'offers', channel: 'fax' }, false],
    ['grant-consent', { topic: 'nothing' }, false],
    ['track', { event: 'Signed Up', customer: 'c', properties: { source: 'friend' } }, true],
    ['track', { event: 'Signed Up', customer: 'c', properties: {} }, false],
    ['track', { event: 'Nothing', customer: 'c', properties: {} }, false],
  ])('%s with %j: %s', (name, input, fits) => {
    expect(effects[name]?.input.safeParse(input).success).toBe(fits);
  });
});
