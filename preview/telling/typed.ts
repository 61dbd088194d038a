import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { checkZone, dateInZone } from '../../gate';
import { cannotPlay } from '../cannot-play';
import type { Scenario, ScenarioEvent } from '../scenario';
import { eventOf, scenarioOfFlags, type Written } from './flags';
import { unknown, type Refuse } from './moments';
import { readScenario } from './scenario-file';

/** A scenario as somebody types it, in flags or a file, or both: then the flags come on top. */
export interface Typed extends Written {
  readonly entry?: string;
  readonly trait?: readonly string[];
  readonly start?: string;
  readonly zone?: string;
  readonly locale?: string;
  /** As people call it, and what is in it. */
  readonly file?: { readonly name: string; readonly text: string };
}

function isFine(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Where, when and in which language: checked alike, wherever it was written. */
function checkPlace({ start, zone, locale }: Scenario, refuse: Refuse): void {
  if (zone !== undefined && !isFine(() => checkZone(zone)))
    refuse(`'${zone}' is no time zone; write an IANA name, such as Asia/Karachi`);
  const isDate = start === undefined || isFine(() => dateInZone(start, {}, 'UTC'));
  if (!isDate) refuse(`'${start}' is no date; write 2026-12-01, or 2026-12-01T09:00Z`);
  if (locale !== undefined && !isFine(() => Intl.getCanonicalLocales(locale)))
    refuse(`'${locale}' is no language; write a tag such as en-GB or ur-PK`);
}

function traitsOf(
  trait: readonly string[] = [],
  { traits }: ShopCatalog,
  refuse: Refuse,
): Record<string, string> {
  const names = Object.keys(traits.shape);
  return Object.fromEntries(
    trait.flatMap((text) => {
      const [, name = '', value] = /^([^=]+?) *= *(.*)$/.exec(text) ?? [];
      if (value === undefined) refuse(`--trait "${text}": gives no value; write firstName=Ada`);
      else if (!names.includes(name)) refuse(`--trait "${text}": ${unknown(name, 'trait', names)}`);
      else return [[name, value] as const];
      return [];
    }),
  );
}

function entryOf(
  text: string | undefined,
  catalog: ShopCatalog,
  refuse: Refuse,
): ScenarioEvent | undefined {
  if (text === undefined) return undefined;
  const told: Refuse = (problem) => refuse(`--entry "${text}": ${problem}`);
  const { event, sample, ...when } = eventOf(text, catalog, told) ?? { event: '' };
  if (Object.keys(when).length > 0) told('comes at the start; write no time');
  return { event, ...(sample !== undefined && { sample }) };
}

/** @throws PermanentError `SCENARIO_INVALID`, with all that is wrong */
export function scenarioOfTyped(typed: Typed, catalog: ShopCatalog = shopCatalog): Scenario {
  const problems: string[] = [];
  const refuse: Refuse = (problem) => void problems.push(problem);
  const { file, start, zone, locale } = typed;
  const inFile = (problem: string): void => refuse(`${file?.name ?? ''}: ${problem}`);
  const base: Scenario = file ? readScenario(file.text, catalog, inFile) : {};
  const flags = scenarioOfFlags(typed, catalog, refuse);
  const entry = entryOf(typed.entry, catalog, refuse);
  const scenario: Scenario = {
    ...base,
    ...(start !== undefined && { start }),
    ...(zone !== undefined && { zone }),
    ...(locale !== undefined && { locale }),
    ...(entry && { entry }),
    traits: { ...base.traits, ...traitsOf(typed.trait, catalog, refuse) },
    history: [...(base.history ?? []), ...(flags.history ?? [])],
    facts: { ...base.facts, ...flags.facts },
    segments: { ...base.segments, ...flags.segments },
    consents: [...(base.consents ?? []), ...(flags.consents ?? [])],
    events: [...(base.events ?? []), ...(flags.events ?? [])],
  };
  checkPlace(scenario, refuse);
  if (problems.length === 0) return scenario;
  throw cannotPlay(...problems);
}
