import Handlebars from 'handlebars';
import { date, lastDay, money, percent, type Manner } from './format';

/** A printer could not print what it was given. */
export class NotPrintable extends Error {
  constructor(readonly place: string) {
    super('not printable');
  }
}

type Printer = (value: unknown, manner: Manner, argument: string | undefined) => string | undefined;

/** All that a template can call, besides if, unless, each and with. */
export const PRINTERS = {
  money,
  percent,
  date,
  /** The last whole day before an instant. */
  lastDay,
  fallback: (value, _manner, instead) =>
    typeof value === 'string' && value.trim() !== '' ? value : instead,
} as const satisfies Record<string, Printer>;

interface Call {
  readonly data: { readonly manner: Manner };
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
}

function isolated(): typeof Handlebars {
  const engine = Handlebars.create();
  for (const name of ['log', 'lookup', 'helperMissing']) engine.unregisterHelper(name);
  for (const [name, print] of Object.entries<Printer>(PRINTERS)) {
    engine.registerHelper(name, (...given: unknown[]) => {
      const call = given.at(-1) as Call;
      const [value, argument] = given.slice(0, -1);
      const text = print(
        value,
        call.data.manner,
        typeof argument === 'string' ? argument : undefined,
      );
      if (text === undefined) {
        throw new NotPrintable(`${call.loc.start.line}:${call.loc.start.column}`);
      }
      return text;
    });
  }
  return engine;
}

const engine = isolated();
const knownHelpers = Object.fromEntries(Object.keys(PRINTERS).map((name) => [name, true]));

/**
 * Compiles one part. A string only: an object in its place would run as code.
 * @param escape - for HTML
 */
export function compilePart(
  text: string,
  escape: boolean,
): (context: unknown, manner: Manner) => string {
  if (typeof text !== 'string') throw new TypeError('A template is a string.');
  const options = { strict: true, knownHelpersOnly: true, knownHelpers, noEscape: !escape };
  // Compiling is lazy: this finds at start what would else be found by a customer.
  engine.precompile(text, options);
  const compiled = engine.compile(text, options);
  return (context, manner) => compiled(context, { data: { manner } });
}
