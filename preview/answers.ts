import { askingChannels, inputProblems, type TemplateEntry, type Topic } from '../catalog';
import {
  parseDuration,
  PermanentError,
  type Answer,
  type EffectOutcome,
  type Instant,
  type JsonObject,
  type Sent,
} from '../engine';
import { decide, verdictFor, type Decision, type GateFacts } from '../gate';
import type { Customer } from './customer';
import type { Scenario } from './scenario';
import type { Answers, Ask, World } from './world';

/** How a scenario stands with its run, besides the customer. */
export interface Standing {
  paused: boolean;
  erased: boolean;
  readonly broken: Set<string>;
  /** An event of this customer that an effect made. */
  track(event: string, properties: JsonObject, now: Instant): void;
  /** Where one is kept: the topic's frequency cap for this customer. */
  cap?(topic: string, now: Instant): GateFacts['cap'];
  /** Where one is kept: takes an offer's cost out of the month's budget. @returns whether there was enough */
  spend?(offer: string, now: Instant): boolean;
}

type Tracked = { event: string; properties: JsonObject; customer: string };

type Told = {
  readonly customer: Customer;
  readonly scenario: Scenario;
  readonly standing: Standing;
  readonly world: () => World;
};

const done = <T>(value: T, { now }: { readonly now: number }): Answer<T> => ({
  status: 'done',
  value,
  at: now,
});

function entryOf<T>(kind: string, entries: Readonly<Record<string, T>>, name: string): T {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw new PermanentError('NOT_IN_CATALOG', { kind, name });
  return entry;
}

/** References to products are looked up; an offer's id is whatever its effect said, while its code is good. */
const isAvailable = (
  customer: Customer,
  { refs }: TemplateEntry,
  props: JsonObject,
  now: Instant,
): boolean =>
  Object.entries(refs).every(([prop, kind]) => {
    const ids: unknown[] = [props[prop] ?? []].flat();
    if (kind === 'offer') return !ids.some((id) => customer.isOver(String(id), now));
    return (
      kind !== 'product' ||
      ids.every((id) => typeof id === 'string' && Object.hasOwn(customer.catalog.products, id))
    );
  });

function gate(told: Told, ask: Ask<'send'>, entry: TemplateEntry, topic: Topic): Decision {
  const { customer, standing, world } = told;
  const { input, step, now } = ask;
  const { verdict: given, entered } = world();
  const verdict =
    verdictFor(given, topic.kind, input.due, entered) ??
    (customer.hasWithdrawn(world().spec.id) ? 'consent withdrawn' : null);
  const channels = entry.channels.filter((one) => (input.channel ?? one) === one);
  const held = topic.heldBy.find((segment) => customer.isIn(segment, now));
  const cap = standing.cap?.(entry.topic, now);
  return decide(
    {
      paused: standing.paused && verdict === null,
      verdict,
      erased: standing.erased,
      ...(step.skip && { skip: true }),
      template: { channels: customer.channels(entry.topic, channels) },
      due: input.due,
      ...(input.within !== undefined && { within: parseDuration(input.within) }),
      ...(topic.lateAfter !== undefined && { lateAfter: parseDuration(topic.lateAfter) }),
      ...(held !== undefined && { held }),
      ...(cap && { cap }),
      available: isAvailable(customer, entry, input.props, now),
      deliverable: true,
    },
    now,
  );
}

function send(told: Told, ask: Ask<'send'>): Answer<Sent> {
  const { catalog } = told.customer;
  const entry = entryOf('template', catalog.templates, ask.input.template);
  const decision = gate(told, ask, entry, entryOf('topic', catalog.topics, entry.topic));
  switch (decision.status) {
    case 'later':
    case 'parked':
      return decision;
    case 'end':
      return { status: 'ended', end: decision.end };
    case 'skip':
      return done<Sent>({ status: 'skipped', reason: decision.reason }, ask);
    case 'send': {
      const message = `message of ${ask.step.key}`;
      const sent: Sent = { status: 'sent', channel: decision.channel, message };
      return done((told.scenario.outcomes?.[ask.step.name] as Sent | undefined) ?? sent, ask);
    }
  }
}

function effectOutcome(
  { customer, standing, world }: Told,
  { input, step, now }: Ask<'do'>,
): EffectOutcome {
  const { catalog } = customer;
  const entry = entryOf('effect', catalog.effects, input.effect);
  const problems = inputProblems(entry, input.input);
  if (problems !== '') {
    throw new PermanentError('EFFECT_INPUT_INVALID', { effect: input.effect, problems });
  }
  if (input.effect === 'issue-offer') {
    const { offer: name, expiresIn } = input.input as { offer: string; expiresIn?: string };
    const { perCustomer, validity } = entryOf('offer', catalog.offers, name);
    if (customer.had(name) >= perCustomer) return { status: 'refused', reason: 'limit reached' };
    if (standing.spend?.(name, now) === false) return { status: 'refused', reason: 'budget spent' };
    const offer = `offer of ${step.key}`;
    customer.give(name, offer, now + parseDuration(expiresIn ?? validity));
    return { status: 'done', offer };
  }
  if (input.effect === 'grant-consent') {
    const { topic, channel } = input.input as { topic: string; channel?: string };
    const asking = askingChannels(entryOf('topic', catalog.topics, topic));
    for (const one of channel === undefined ? asking : [channel]) {
      customer.said({ topic, channel: one as 'email', granted: true }, now);
    }
  }
  if (input.effect === 'track') {
    const { event, properties, customer: whose } = input.input as Tracked;
    if (whose === world().input.customer) standing.track(event, properties, now);
  }
  const sample = Object.values(entry.samples).find(({ status }) => status === 'done');
  if (input.effect === 'open-inquiry' && sample) {
    const { status: _, ...inquiry } = sample as JsonObject;
    standing.track('Inquiry Opened', inquiry, now);
  }
  return sample ?? { status: 'done' };
}

function effect(told: Told, ask: Ask<'do'>): Answer<EffectOutcome> {
  const { verdict } = told.world();
  if (verdict !== null) return { status: 'ended', end: verdict };
  if (ask.step.skip) return done({ status: 'refused', reason: 'skipped by hand' }, ask);
  if (told.standing.paused) return { status: 'parked', why: 'paused' };
  const outcome = told.scenario.outcomes?.[ask.step.name] as EffectOutcome | undefined;
  return done(outcome ?? effectOutcome(told, ask), ask);
}

/** A step that is broken stands still until it is mended or skipped. */
const unlessBroken =
  <K extends 'send' | 'do', T>({ standing }: Told, act: (ask: Ask<K>) => Answer<T>) =>
  (ask: Ask<K>): Answer<T> => {
    const { skip, name } = ask.step;
    if (skip || !standing.broken.has(name)) return act(ask);
    throw new PermanentError('CALL_FAILED', { step: name, error: 'broken in this scenario' });
  };

/** What the activities would answer for a scenario's customer: the same gate, facts and catalogue. */
export function scenarioAnswers(told: Told): Answers {
  return {
    send: unlessBroken<'send', Sent>(told, (ask) => send(told, ask)),
    do: unlessBroken<'do', EffectOutcome>(told, (ask) => effect(told, ask)),
    is: ({ input, step, now }) => {
      const { customer } = told;
      entryOf('segment', customer.catalog.segments, input.segment);
      return done(!step.skip && customer.isIn(input.segment, now), { now });
    },
    get: ({ input, step, now }) => {
      const { customer } = told;
      entryOf('fact', customer.catalog.facts, input.fact);
      return done(step.skip ? null : (customer.fact(input.fact, now) ?? null), { now });
    },
    split: ({ input, now }) => done(told.customer.arm(input.name, input.arms), { now }),
  };
}
