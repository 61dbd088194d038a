import type { ShopCatalog } from '../../catalog';
import type { Choice, Path } from '../path';
import type { DayOf } from './days';
import { givenBy, worth } from './offers';

/** What the words of a path are made with. */
export interface Telling {
  readonly catalog: ShopCatalog;
  readonly day: DayOf;
}

const refused = (reason: string, offer: string): string => {
  if (reason === 'budget spent') return `the budget for ${offer} is spent`;
  return reason === 'limit reached' ? `has had ${offer} before` : `${offer}: ${reason}`;
};

/** `vip` of `is vip#2`, `win-back/incentive` of `win-back/incentive#1`. */
export const nameOf = (step: string): string =>
  step.replace(/^(is|get|split) /, '').replace(/#\d+( closed)?$/, '');

const FOR = 'wait for ';

/** Names of the events that a wait looks for; none: a step of another kind. */
export const awaitedIn = (step: string): readonly string[] =>
  step.startsWith(FOR) ? nameOf(step.slice(FOR.length)).split(' | ') : [];

/** Of what lies between two days: `in week 1`, `on days 7–17`, `on day 3`. */
export function during(first: number, last: number): string {
  if (last - first === 7 && first % 7 === 0) return `in week ${String(first / 7 + 1)}`;
  return last === first ? `on day ${String(first)}` : `on days ${String(first)}–${String(last)}`;
}

/** What customers do when this event comes: `orders`. */
export const saying = (catalog: ShopCatalog, event: string): string =>
  catalog.events[event]?.says ?? event.toLowerCase();

/** `unhappy` of `Survey Responded, unhappy`, where other samples of it were tried too. */
export function sampleOf({ chose, among }: Choice, event: string): string {
  const samples = among.filter((one) => one === event || one.startsWith(`${event}, `));
  return samples.length > 1 ? ` (${chose.slice(event.length + 2)})` : '';
}

function inWait(choice: Choice, path: Path, { catalog, day }: Telling): string {
  const { name } = choice.value as { name: string };
  const opened = path.trace.steps.find(({ step }) => step === choice.step);
  const when = opened ? during(day(opened.at), day(opened.until ?? opened.at)) : '';
  return `${saying(catalog, name)}${sampleOf(choice, name)} ${when}`;
}

function ofEffect({ step, chose }: Choice, path: Path, { catalog }: Telling): string {
  const act = path.acts.find((one) => one.step === step);
  if (act?.kind !== 'do' || act.effect !== 'issue-offer') return `${nameOf(step)}: ${chose}`;
  return refused(chose, worth(givenBy(catalog, act.input), catalog.shop.currency));
}

/** What came of a step, in words that a story needs only where it is not the plain thing. */
export function happened(choice: Choice, path: Path, telling: Telling): string {
  const { kind, step, chose, value } = choice;
  switch (kind) {
    case 'entry':
      return `begins with ${chose}`;
    case 'wait':
      return inWait(choice, path, telling);
    case 'is':
      return value === true ? `is “${nameOf(step)}”` : `is not “${nameOf(step)}”`;
    case 'get':
      return `${nameOf(step)}: ${chose}`;
    case 'split':
      return `draws “${chose}”`;
    case 'send':
      if (chose.startsWith('sent')) return `is ${chose.replace('sent', 'reached')}`;
      return chose === 'no address' ? 'cannot be reached' : `is not reached (${chose})`;
    case 'do':
      return ofEffect(choice, path, telling);
  }
}

/** What happens to the customer of a path, where it is not the plain thing; nothing: all plain. */
export const happenings = (path: Path, telling: Telling): readonly string[] =>
  path.choices.filter(({ plain }) => !plain).map((choice) => happened(choice, path, telling));
