import type { ShopCatalog } from '../../catalog';
import { DAY, parseDuration, type Channel, type Json, type JsonObject } from '../../engine';
import type { Act } from '../act';
import type { Choice, Path } from '../path';
import { nameOf, saying, sampleOf } from '../stories/happened';
import { givenBy } from '../stories/offers';
import type { TraceStep } from '../trace';
import type { Code, Happening, Moment, Walk, What, Where } from './walk';

/** How long the gate puts off what is never late. */
const PATIENCE = 7 * DAY;

function* idsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) yield* idsIn(one);
  }
}

/** An event as a moment of a walk. */
export function happening(
  catalog: ShopCatalog,
  { event, properties }: { readonly event: string; readonly properties: JsonObject },
  { injected, says }: Pick<Happening, 'injected' | 'says'>,
): Happening {
  const means = catalog.events[event]?.means;
  return { kind: 'event', event, properties, ...(means && { means }), injected, says };
}

/** Reads one path into what policies see. */
class Reading {
  readonly moments: Moment[] = [];
  readonly #codes = new Map<string, Code>();
  readonly #acts: ReadonlyMap<string, Act>;
  readonly #choices: ReadonlyMap<string, Choice>;

  constructor(
    private readonly path: Path,
    private readonly catalog: ShopCatalog,
    private readonly late: boolean,
  ) {
    this.#acts = new Map(path.acts.map((act) => [act.step, act]));
    this.#choices = new Map(path.choices.map((choice) => [choice.step, choice]));
    const entry = this.#choices.get('entry');
    if (entry) this.moments.push({ at: 0, ...this.#event(entry, `enters: ${entry.chose}`) });
    for (const step of path.trace.steps) this.#step(step);
  }

  #event({ value }: Choice, says: string): Happening {
    const { name, properties } = value as { name: string; properties: JsonObject };
    return happening(this.catalog, { event: name, properties }, { injected: false, says });
  }

  #step({ step, at, until }: TraceStep): void {
    const place = this.path.places?.get(step);
    const where = { at, step, ...(place !== undefined && { place }) };
    const act = this.#acts.get(step);
    const choice = this.#choices.get(step);
    if (act) this.moments.push({ ...where, ...this.#act(act) }, ...this.#told(act, where));
    else if (!choice) return;
    else if (choice.kind === 'wait' && choice.wait) {
      const end = until ?? at;
      this.moments.push({ ...where, kind: 'wait', until: end, wait: choice.wait });
      if (choice.value === null) return;
      const { name } = choice.value as { name: string };
      const says = `${saying(this.catalog, name)}${sampleOf(choice, name)}`;
      const when = this.late ? Math.max(at, end - 1) : at;
      this.moments.push({ ...where, at: when, ...this.#event(choice, says) });
    } else this.#answer(where, choice);
  }

  #answer(where: Where, { kind, step, chose, value, plain }: Choice): void {
    const of = ({ is: 'segment', get: 'fact', split: 'arm' } as const)[kind as 'is'];
    if (!of) return;
    const name = nameOf(step);
    const is = value === true ? `is “${name}”` : `is not “${name}”`;
    const says = { segment: is, fact: `${name}: ${chose}`, arm: `draws “${chose}”` }[of];
    this.moments.push({ ...where, kind: 'answer', of, name, value: value ?? null, plain, says });
  }

  #act(act: Act): What {
    if (act.kind === 'send') return this.#message(act);
    const { effect, input, outcome, at } = act;
    if (outcome.status === 'refused')
      return { kind: 'nothing', what: effect, reason: String(outcome.reason), codes: [] };
    const id = outcome['offer'];
    if (effect !== 'issue-offer' || typeof id !== 'string')
      return { kind: 'effect', effect, input };
    const given = givenBy(this.catalog, input);
    const { validity = '1 day' } = this.catalog.offers[given.offer] ?? {};
    const lives = parseDuration(
      typeof input['expiresIn'] === 'string' ? input['expiresIn'] : validity,
    );
    const code = { id, given, from: at, until: at + lives };
    this.#codes.set(id, code);
    return { kind: 'code', code, offer: given.offer };
  }

  /** What the effect itself makes happen. */
  #told(act: Act, where: Where): Moment[] {
    if (act.kind !== 'do' || act.effect !== 'open-inquiry') return [];
    if (act.outcome.status !== 'done') return [];
    const { status: _, ...properties } = act.outcome;
    const told = { event: 'Inquiry Opened', properties };
    return [{ ...where, ...happening(this.catalog, told, { injected: false, says: '' }) }];
  }

  #message(act: Act & { kind: 'send' }): What {
    const { template, props, at, within } = act;
    const codes = [...idsIn(props)].flatMap((id) => this.#codes.get(id) ?? []);
    if (act.outcome.status === 'skipped')
      return { kind: 'nothing', what: template, reason: act.outcome.reason, codes };
    const entry = this.catalog.templates[template];
    const rules = this.catalog.topics[entry?.topic ?? ''];
    if (!entry || !rules) return { kind: 'nothing', what: template, reason: 'unknown', codes };
    const limit = within ?? rules.lateAfter;
    const mayWait = rules.heldBy.length > 0 || (rules.cap && rules.atCap === 'wait');
    const patience = mayWait ? PATIENCE : 0;
    const channels: readonly Channel[] = act.channel ? [act.channel as Channel] : entry.channels;
    const last = at + (limit === undefined ? patience : parseDuration(limit));
    return { kind: 'message', template, topic: entry.topic, rules, channels, props, codes, last };
  }
}

/** @param late - events came in the last moment of a wait */
export function walkOf(path: Path, catalog: ShopCatalog, late = false): Walk {
  const { end, stands, at } = path.trace;
  const { moments } = new Reading(path, catalog, late);
  const turns = path.choices.filter(({ plain }) => !plain).length;
  return {
    ...{ path, moments, over: at, turns: late ? turns + 0.5 : turns },
    ...(end !== undefined && { end }),
    ...(stands !== undefined && { stands }),
  };
}
