import type { Answer, Calls, EffectOutcome, Instant, JsonObject, Sent } from '../../engine';
import { scenarioAnswers, type Standing } from '../answers';
import { Chapter } from '../diary';
import type { Answers, Ask } from '../world';
import { capOf } from './caps';
import type { Enrollment } from './person';
import type { Running } from './running';
import type { Shop } from './shop';
import { count } from './tally';

/** Whose run asks. */
function actor({ acting }: Shop): Enrollment & { readonly running: Running } {
  if (acting?.running) return acting as Enrollment & { readonly running: Running };
  throw new Error('nobody asked');
}

/** What stands beside the customer: nobody pauses or breaks anything; caps and budgets are the shop's. */
function standingOf(shop: Shop): Standing {
  return {
    paused: false,
    erased: false,
    broken: new Set(),
    track: (event, properties, now) =>
      shop.make(actor(shop).person, { event, properties, also: { made: true } }, now),
    cap: (name, now) => {
      const topic = shop.ground.catalog.topics[name];
      return topic && capOf(topic, actor(shop).person.sent(name), now);
    },
    spend: (name, now) => {
      const offer = shop.ground.catalog.offers[name];
      return offer !== undefined && shop.budgets.spend(name, offer, now);
    },
  };
}

function noteSend(
  shop: Shop,
  { input: { template }, now, step }: Ask<'send'>,
  answer: Answer<Sent>,
): void {
  const enrollment = actor(shop);
  const tally = shop.tally.message(template);
  if (answer.status === 'later') {
    const why = `${step.name} ${answer.why}`;
    if (enrollment.putOff !== why) count(tally.putOff, answer.why);
    enrollment.putOff = why;
  }
  if (answer.status !== 'done') return;
  const { value } = answer;
  if (value.status === 'skipped') return count(tally.skipped, value.reason);
  tally.sent++;
  count(tally.channels, value.channel);
  shop.tally.sentIn(tally, now);
  const topic = shop.ground.catalog.templates[template]?.topic;
  if (topic !== undefined) enrollment.person.wrote(topic, now);
  enrollment.written = true;
  shop.wrote(enrollment, enrollment.running.world, { template, message: value.message, at: now });
}

type Tracked = { event: string; properties: JsonObject; customer: string };

/** Another customer's event; one's own is told by the scenario's answers. */
function trackOther(shop: Shop, input: JsonObject, own: string, now: Instant): void {
  const { event, properties, customer } = input as unknown as Tracked;
  if (customer === own) return;
  shop.make(shop.person(customer, now), { event, properties, also: { made: true } }, now);
}

function noteEffect(
  shop: Shop,
  { input: { effect, input }, now }: Ask<'do'>,
  answer: Answer<Calls['do']['output']>,
): void {
  if (answer.status !== 'done') return;
  const outcome: EffectOutcome = answer.value;
  if (outcome.status === 'refused') {
    const { offer } = input as { offer?: string };
    if (outcome.reason === 'limit reached') count(shop.tally.limited, offer ?? effect);
  } else if (effect === 'track') trackOther(shop, input, actor(shop).person.id, now);
}

/** What the activities would answer: the gate, facts and catalogue of a scenario, and the shop's caps and budgets. */
export function backtestAnswers(shop: Shop): Answers {
  const given = scenarioAnswers({
    get customer() {
      return actor(shop).person.customer;
    },
    scenario: {},
    standing: standingOf(shop),
    world: () => actor(shop).running.world,
  });
  const answers = Chapter.noting(given, () => actor(shop).chapter);
  return {
    ...answers,
    send: (ask) => {
      const answer = answers.send(ask);
      noteSend(shop, ask, answer);
      return answer;
    },
    do: (ask) => {
      const answer = answers.do(ask);
      noteEffect(shop, ask, answer);
      return answer;
    },
  };
}
