import type { Broken, CheckedJourney, CheckReport } from './check';
import type { Policy } from './policy';
import type { ToldMoment } from './told';

const count = (n: number, one: string, many = `${one}s`): string =>
  `${String(n)} ${n === 1 ? one : many}`;

function lines(path: readonly ToldMoment[]): string[] {
  const width = Math.max(0, ...path.map(({ day }) => String(day).length));
  return path.map(
    ({ day, says, place }, index) =>
      `    d${String(day).padEnd(width)}  ${says}` +
      (index === path.length - 1 && place !== undefined ? ` ← ${place}` : ''),
  );
}

const brokenText = ({ policy, guards, says, place, path }: Broken): string =>
  [
    `  ${policy}: ${guards}`,
    `  ${says}${place === undefined || path.length > 0 ? '' : ` (${place})`}`,
    ...lines(path),
  ].join('\n');

function journeyText({ journey, paths, broken, excused }: CheckedJourney, all: number): string {
  const named = excused.map(({ policy, because }) => `  allowed: ${policy}, ${because}\n`).join('');
  const looked = count(paths, 'path');
  if (broken.length === 0)
    return `✓ ${journey}: ${count(all, 'policy', 'policies')} on ${looked}\n${named}`;
  const ids = new Set(broken.map(({ policy }) => policy));
  const head = `✗ ${journey} breaks ${String(ids.size)} of ${count(all, 'policy', 'policies')}, on ${looked} looked at`;
  return `${head}\n\n${broken.map(brokenText).join('\n\n')}\n\n${named}`;
}

/** A line for each journey that passes, and for each other what it breaks, where, and on which path. */
export const reportText = ({ journeys, policies }: CheckReport): string =>
  journeys.map((one) => journeyText(one, policies.length)).join('');

/** Each policy with what it guards. */
export function policiesText(policies: readonly Policy[]): string {
  const width = Math.max(0, ...policies.map(({ id }) => id.length));
  return policies.map(({ id, guards }) => `${id.padEnd(width)}  ${guards}\n`).join('');
}
