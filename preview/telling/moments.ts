import type { ShopCatalog } from '../../catalog';
import type { Duration } from '../../engine';
import { nearest } from '../nearest';
import type { Moment } from '../scenario';

/** Is told what is wrong with what was written. */
export type Refuse = (problem: string) => void;

/** When something happens; `ago`: before the story begins. */
export type When = Moment | { readonly ago: Duration };

const UNITS: Readonly<Record<string, string>> = {
  ...{ m: 'minutes', min: 'minutes', minute: 'minutes', minutes: 'minutes' },
  ...{ h: 'hours', hour: 'hours', hours: 'hours' },
  ...{ d: 'days', day: 'days', days: 'days' },
  ...{ w: 'weeks', week: 'weeks', weeks: 'weeks' },
};
const LENGTH = /^(\d{1,6}(?:\.\d{1,3})?) ?([a-z]+)$/;
const STEP = /^(.+?)(#[1-9]\d*)?(?: ?\+ ?(.+))?$/;

export const HOW_LONG = 'write 30m, 6h, 3d or 2w';
const HOW_WHEN = `${HOW_LONG} after the start, -90d before it, or nps/ask+1h after a message`;

/** How many names an error lists. */
const SHOWN = 12;

/** `'vip' is no segment; did you mean 'vips'?`, or what there is. */
export function unknown(name: string, kind: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const shown = names.slice(0, SHOWN).join(', ');
  const more = names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : '';
  const instead =
    meant === undefined ? `there is ${shown || 'none'}${more}` : `did you mean '${meant}'?`;
  return `'${name}' is no ${kind}; ${instead}`;
}

/** `3d`, `3 days`. `null`: no time at all. `undefined`: not a length of time. */
export function lengthOf(text: string): Duration | null | undefined {
  const [, number = '', unit = ''] = LENGTH.exec(text.trim()) ?? [];
  const word = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (word === undefined) return undefined;
  return Number(number) === 0 ? null : (`${number} ${word}` as Duration);
}

const isWait = (name: string): boolean => /^wait( |$)/.test(name);

function ofStep(
  text: string,
  { templates, effects }: ShopCatalog,
  refuse: Refuse,
): When | undefined {
  const [, name = '', occurrence = '', later] = STEP.exec(text) ?? [];
  const known = [...Object.keys(templates), ...Object.keys(effects)];
  if (!known.includes(name) && !isWait(name)) {
    // Nothing like a name: it was meant to be a length of time.
    const isTime = /^[-+]?\d|^$/.test(name);
    refuse(isTime ? `'${text}' is no time; ${HOW_WHEN}` : unknown(name, 'message', known));
    return undefined;
  }
  const after = later === undefined ? null : lengthOf(later);
  if (after === undefined) refuse(`'${later ?? ''}' is no length of time; ${HOW_LONG}`);
  return { of: `${name}${occurrence}`, ...(after && { after }) };
}

/** Reads `3d`, `-90d`, `nps/ask+1h`, `nps/ask#2`. */
export function whenOf(text: string, catalog: ShopCatalog, refuse: Refuse): When | undefined {
  const written = text.trim();
  const length = lengthOf(written.replace(/^[-+]/, ''));
  if (length === undefined) return ofStep(written, catalog, refuse);
  if (length === null) return {};
  return written.startsWith('-') ? { ago: length } : { at: length };
}

/** Parts `Order Completed@3d` at its last `@`. */
export function parted(
  text: string,
  catalog: ShopCatalog,
  refuse: Refuse,
): { readonly what: string; readonly when: When } | undefined {
  const at = text.lastIndexOf('@');
  if (at < 0) return { what: text.trim(), when: {} };
  const when = whenOf(text.slice(at + 1), catalog, refuse);
  return when && { what: text.slice(0, at).trim(), when };
}
