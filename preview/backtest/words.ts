import { DAY } from '../../engine';
import type { BacktestReport, Proof } from './report';
import type { Setting } from './settings';

const LOCALE = 'en-US';

export const number = (value: number): string => Math.round(value).toLocaleString(LOCALE);
/** `2,357 customers`, `1 customer` */
export const counted = (value: number, one: string): string =>
  `${number(value)} ${one}${value === 1 ? '' : 's'}`;
/** Thin spaces are no help in a terminal: `11.4 %`. */
export const percent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;
export const points = (share: number | undefined): string =>
  share === undefined ? 'none' : `${(share * 100).toFixed(1)} points`;
/** `1998-01-05 to 1998-04-28`: by the days of the shop. */
export function spanOf({ from, until, zone }: BacktestReport['history']): string {
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  return `${days.format(from)} to ${days.format(until)}`;
}
export const days = (ms: number): string => `${String(Math.round((ms / DAY) * 10) / 10)} days`;
/** In the shop's currency, its cents only where there are any. */
export { money } from '../money';

/** Heads of the columns that tell settings apart. */
export const HEADS: Readonly<Record<Setting, string>> = {
  on: 'quiet days',
  within: 'window',
  reenter: 'again',
  holdout: 'held out',
};

/** What a setting is in one report. */
export function valueOf({ settings }: BacktestReport, setting: Setting): string {
  if (setting === 'on') return settings.on.replace(/ days without .*/, '');
  if (setting === 'holdout') return `${String(settings.holdout)} %`;
  if (setting === 'reenter') return settings.reenter;
  return settings.goal?.replace(/.* within /, '') ?? '–';
}

/** Those who entered and those held out: all who are counted in a trial. */
export const assigned = ({ entries }: BacktestReport): number => entries.entered + entries.heldOut;

/** Messages that would have been sent. */
export const total = ({ messages }: BacktestReport): number =>
  messages.reduce((count, { sent }) => count + sent, 0);
/** Issued. */
export const codes = ({ offers }: BacktestReport): number =>
  offers.reduce((count, { issued }) => count + issued, 0);
export const cost = ({ offers }: BacktestReport): number =>
  offers.reduce((amount, one) => amount + one.cost, 0);

export const ownProof = ({ proof, settings }: BacktestReport): Proof | undefined =>
  proof.find(({ holdout }) => Math.abs(holdout * 100 - settings.holdout) < 1e-9);

export const sum = (counts: Readonly<Record<string, number | undefined>>): number =>
  Object.values(counts).reduce<number>((total, one) => total + (one ?? 0), 0);

/** What the hold-out of a report can prove, in one sentence. */
export function provenLine(report: BacktestReport): string {
  const { settings, organic } = report;
  if (!organic) return 'Without a goal there is nothing to measure.';
  const { holdout } = settings;
  if (holdout === 0) return 'Nobody is held out: no lift can be proved.';
  if (holdout === 100) return 'Everybody is held out: no lift can be proved.';
  const at = settings.on.replace(/ without .*/, '');
  const share = `${String(holdout)} % held out at ${at}`;
  const proof = ownProof(report);
  if (!proof) return `${share} proves nothing: nobody entered in time to tell.`;
  if (proof.lift === undefined) return `${share} proves nothing: too few enter.`;
  const line = `${share} proves a lift of ${points(proof.lift)} or more, nothing smaller`;
  const { liftByCustomer } = proof;
  return liftByCustomer === undefined || points(liftByCustomer) === points(proof.lift)
    ? `${line}.`
    : `${line}\n(${points(liftByCustomer)}, counted by customer: who comes back is held out each time).`;
}

/** What the organic rate is, so that nobody takes it for an effect. */
export const ORGANIC_NOTE =
  'Nobody was written to in this history: these orders came of themselves. They are no effect of the journey, and\ncodes for them would have been given away.';
