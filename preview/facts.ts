import { lastOf, toldOnce, type FactEvent, type FactStates, type ShopCatalog } from '../catalog';
import type { Instant, Json } from '../engine';

interface Stepped {
  readonly state: Json;
  /** How many events it has seen. */
  readonly upTo: number;
}

/** What is known of a customer: each fact stepped over their events when somebody asks for it, for most nobody does. */
export class Facts {
  readonly #events: FactEvent[] = [];
  readonly #stepped: Record<string, Stepped> = {};
  #kept: FactStates = {};

  constructor(private readonly catalog: ShopCatalog) {}

  /** @param event - as a fact sees it: one that fits, without its personal fields */
  happened(event: FactEvent): void {
    const told = toldOnce(this.catalog, this.#kept, event);
    if (!told) return;
    this.#events.push(event);
    const last = lastOf(event.name);
    const newest = Math.max(Number(this.#kept[last] ?? event.occurredAt), event.occurredAt);
    this.#kept = { ...this.#kept, ...told, [last]: newest };
  }

  /** What is kept beside the facts. */
  keep(states: FactStates): void {
    this.#kept = { ...this.#kept, ...states };
  }

  /** As a store keeps them: these facts, and all that is kept beside them. */
  states(names: readonly string[]): FactStates {
    if (names.length === 0) return this.#kept;
    const states: Record<string, Json> = { ...this.#kept };
    for (const name of names) {
      const state = this.#state(name);
      if (state !== undefined) states[name] = state;
    }
    return states;
  }

  /** @returns `undefined` for an unknown fact, or one that has no value yet */
  value(name: string, now: Instant): Json | undefined {
    const state = this.#state(name);
    return state === undefined ? undefined : this.catalog.facts[name]?.value(state, now);
  }

  #state(name: string): Json | undefined {
    const fact = Object.hasOwn(this.catalog.facts, name) ? this.catalog.facts[name] : undefined;
    if (!fact) return undefined;
    const known = this.#stepped[name];
    if (known?.upTo === this.#events.length) return known.state;
    let state = known?.state ?? fact.start;
    for (const event of this.#events.slice(known?.upTo ?? 0)) {
      if (fact.on.includes(event.name)) state = fact.step(state, event);
    }
    this.#stepped[name] = { state, upTo: this.#events.length };
    return state;
  }
}
