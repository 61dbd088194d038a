import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { DAY, MINUTE, type Trigger } from '../../engine';
import type { Act } from '../act';
import type { Exploration } from '../exploration';
import type { Choice, Path } from '../path';
import type { Counted } from '../stories/counted';
import { daysFrom } from '../stories/days';
import { awaitedIn, happened, nameOf, sampleOf, saying, type Telling } from '../stories/happened';
import { givenBy, worth } from '../stories/offers';
import { receivedOn, type Received } from '../stories/received';
import { shortName } from '../stories/text';
import type { TraceStep } from '../trace';
import { chartOf, type Chart, type Item } from './chart';

const amount = (count: number, unit: string): string =>
  `${String(count)} ${unit}${count === 1 ? '' : 's'}`;

/** A path being put into words. */
class Wording {
  readonly #acts: ReadonlyMap<string, Act>;
  readonly #choices: ReadonlyMap<string, Choice>;
  readonly #received: ReadonlyMap<string, Received>;

  constructor(
    private readonly journey: string,
    private readonly path: Path,
    private readonly telling: Telling,
  ) {
    const received = receivedOn(path, telling.catalog);
    this.#acts = new Map(path.acts.map((act) => [act.step, act]));
    this.#received = new Map(
      path.acts.flatMap(({ step }, i) => (received[i] ? [[step, received[i]] as const] : [])),
    );
    this.#choices = new Map(path.choices.map((choice) => [choice.step, choice]));
  }

  items(title: string): readonly Item[] {
    const { trace } = this.path;
    const entry = this.#choices.get('entry');
    const steps = trace.steps.filter(({ step }) => !step.endsWith(' closed'));
    const many = (entry?.among.length ?? 0) > 1;
    const end =
      trace.end?.replace(/^exit: (.*)$/, 'leaves: $1') ?? `stands still: ${trace.stands ?? ''}`;
    return [
      { kind: 'start', text: title, way: many ? (entry?.chose ?? '') : '' },
      ...steps.map((step) => this.#item(step)),
      { kind: 'end', text: end, way: '' },
    ];
  }

  #item(step: TraceStep): Item {
    const act = this.#acts.get(step.step);
    if (act) return act.kind === 'do' ? this.#effect(act) : this.#message(act);
    if (step.step.startsWith('wait')) return this.#wait(step);
    const name = nameOf(step.step);
    const choice = this.#choices.get(step.step);
    const chose = choice?.chose ?? '';
    if (step.step.startsWith('split '))
      return { kind: 'question', text: `${name}: draws`, way: chose };
    return { kind: 'question', text: `${name}?`, way: chose };
  }

  /** What leads away from the plain course, where anything else was tried. */
  #way(step: string): string {
    const choice = this.#choices.get(step);
    if (!choice || choice.plain || choice.among.length === 1) return '';
    return happened(choice, this.path, this.telling);
  }

  #effect({ step, effect, input }: Act & { kind: 'do' }): Item {
    const { catalog } = this.telling;
    const text =
      effect === 'issue-offer'
        ? `code ${worth(givenBy(catalog, input), catalog.shop.currency)}`
        : effect.replaceAll('-', ' ');
    return { kind: 'effect', text, way: this.#way(step) };
  }

  #message({ step, template }: Act & { kind: 'send' }): Item {
    const received = this.#received.get(step);
    const { currency } = this.telling.catalog.shop;
    const name = shortName(template, this.journey).replaceAll('-', ' ');
    const [offers, channel] =
      received?.kind === 'message' ? [received.offers, received.channel] : [[], 'email'];
    const worths = offers.map((given) => worth(given, currency));
    const by = channel === 'email' ? [] : [`by ${channel}`];
    return { kind: 'message', text: [name, ...worths, ...by].join(' '), way: this.#way(step) };
  }

  #wait({ step, at, until, outcome }: TraceStep): Item {
    const long = until === undefined ? '' : this.#lasting(at, until);
    const way = this.#comes(step);
    const events = awaitedIn(step);
    if (events.length > 0) {
      const { catalog } = this.telling;
      const wanted = events.map((event) => saying(catalog, event)).join(' or ');
      const many = (this.#choices.get(step)?.among.length ?? 0) > 1;
      const text = long === '' ? `wait: ${wanted}?` : `wait up to ${long}: ${wanted}?`;
      return { kind: 'wait', text, way: way === '' && many ? 'no' : way };
    }
    if (!step.startsWith('wait until')) return { kind: 'wait', text: `wait ${long}`, way };
    const day = String(this.telling.day(until ?? at));
    const text = outcome === 'passed' ? 'its date has passed' : `wait until day ${day}`;
    return { kind: 'wait', text, way };
  }

  /** The event that comes in a wait. */
  #comes(step: string): string {
    const choice = this.#choices.get(step);
    if (!choice || choice.value === null) return '';
    const { name } = choice.value as { name: string };
    return `${saying(this.telling.catalog, name)}${sampleOf(choice, name)}`;
  }

  #lasting(at: number, until: number): string {
    const days = this.telling.day(until) - this.telling.day(at);
    if (until - at >= DAY || days >= 1) return amount(Math.max(1, days), 'day');
    const minutes = Math.round((until - at) / MINUTE);
    return minutes % 60 === 0 ? amount(minutes / 60, 'hour') : amount(minutes, 'minute');
  }
}

/** How the journey begins, in words. */
function titleOf({ spec: { on, title } }: Exploration, catalog: ShopCatalog): string {
  const words = on.map((entry) =>
    'trigger' in entry ? triggered(entry.trigger) : saying(catalog, entry.event),
  );
  return `${title}: ${words.join(' or ')}`;
}

function triggered(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'inactive':
      return `${trigger.after} without ${trigger.of.join(' or ')}`;
    case 'entered':
      return `comes into “${trigger.segment}”`;
    case 'onDate':
      return `${trigger.before === undefined ? 'on' : `${trigger.before} before`} ${trigger.fact}`;
    case 'every': {
      const { days, at } = trigger;
      return `every ${typeof days === 'string' ? days : days.join(', ')} at ${at}`;
    }
  }
}

/** The stories of a journey, merged into a chart. @param counted - how many took each path of this exploration */
export function drawing(
  exploration: Exploration,
  catalog: ShopCatalog = shopCatalog,
  counted?: Counted,
): Chart {
  const { spec, start, zone, paths } = exploration;
  const telling = { catalog, day: daysFrom(start, zone) };
  const title = titleOf(exploration, catalog);
  const routes = paths.map((path) => ({
    items: new Wording(spec.id, path, telling).items(title),
    ...(counted && { runs: counted.runs(path) }),
  }));
  const chart = chartOf(spec.id, routes);
  return counted ? { ...chart, headcount: counted.headcount } : chart;
}
