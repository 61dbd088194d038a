import type { Json } from '../../engine';
import type { Happening } from '../scenario';

const value = (one: Json): string => (typeof one === 'string' ? one : JSON.stringify(one));

/** What a scenario changes besides events, in words, a line each. */
export function changeOf(what: Happening): string[] {
  if ('facts' in what)
    return Object.entries(what.facts).map(([fact, one]) => `${fact} is ${value(one)} from now on`);
  if ('segments' in what)
    return Object.entries(what.segments).map(
      ([segment, isIn]) => `is ${isIn ? '' : 'not '}“${segment}” from now on`,
    );
  if ('consent' in what) {
    const { topic, channel, granted } = what.consent;
    return [
      `says ${granted ? 'yes' : 'no'} to ${topic === '*' ? 'everything' : topic} by ${channel}`,
    ];
  }
  if ('erased' in what) return ['asks to be erased'];
  if ('mended' in what) return [`${what.mended} works again`];
  if ('operator' in what)
    return [`an operator: ${what.operator}${what.step === undefined ? '' : ` ${what.step}`}`];
  return [];
}
