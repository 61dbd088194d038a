import { AST_NODE_TYPES as Kind, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { variableOf, type Context } from './reader';

const WAIT = "wait with `await journey.wait('3 days')` or `await journey.waitUntil(date)`";
const EFFECT =
  'act outside with `await journey.do(effect, …)`, read with `await journey.get(fact)`';
export const CHANCE =
  "a replay would draw again. Let `await journey.split('name', { a: 50, b: 50 })` decide, once for each customer";
const ORDER =
  "a journey is one line. Await one step after the other; for the first of several events write `journey.waitFor(['One', 'Other'], { within: … })`";
const CONFIG = 'what a journey must know stands in the catalogue';
const WORDS = 'numbers and dates are put into words by the template that shows them';
const OTHERWISE =
  'it may answer otherwise when the journey is run again. Branch on what steps return';

/** What is most often reached for, and what to write instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  [
    'Date',
    `a replay would see another time. Instead, ${WAIT}; what depends on the date is a fact: \`await journey.get(fact)\``,
  ],
  ...['performance', 'setTimeout', 'setInterval', 'setImmediate'].map(
    (name) => [name, WAIT] as const,
  ),
  ...['clearTimeout', 'clearInterval', 'clearImmediate'].map((name) => [name, WAIT] as const),
  ...['Promise', 'queueMicrotask', 'Atomics'].map((name) => [name, ORDER] as const),
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'].map((name) => [name, EFFECT] as const),
  ['console', '`perennial run <id>` shows the story of a run, step by step'],
  ['crypto', CHANCE],
  ['Intl', WORDS],
  ...['process', 'globalThis', 'global', 'require', 'module'].map(
    (name) => [name, CONFIG] as const,
  ),
  ...['__filename', '__dirname', 'eval', 'Function'].map((name) => [name, CONFIG] as const),
]);

/** Of the language itself: the same wherever and whenever a journey runs. */
const PURE: ReadonlySet<string> = new Set([
  ...['undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...['Object', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Math', 'JSON'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp', 'Reflect', 'Error', 'TypeError', 'RangeError'],
  ...['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent'],
]);

export const instead = (name: string): string => INSTEAD.get(name) ?? OTHERWISE;

/** Neither declared in the file nor of the language itself. */
const isOutside = (name: string, variable: TSESLint.Scope.Variable | undefined): boolean =>
  (variable?.defs.length ?? 0) === 0 &&
  (!variable || variable.scope.type === TSESLint.Scope.ScopeType.global) &&
  !PURE.has(name);

/** The global that an expression begins with, where it is not the journey's to use: `Date` of `Date.now()`. */
export function outsideName(context: Context, node: TSESTree.Node): string | undefined {
  if (node.type === Kind.MemberExpression) return outsideName(context, node.object);
  if (node.type === Kind.CallExpression || node.type === Kind.NewExpression) {
    return outsideName(context, node.callee);
  }
  if (node.type !== Kind.Identifier) return undefined;
  return isOutside(node.name, variableOf(context, node)) ? node.name : undefined;
}

/** Every place where a name that the file does not declare is used as a value. */
export function globalsUsed(context: Context): TSESTree.Identifier[] {
  const scopes = context.sourceCode.scopeManager?.scopes ?? [];
  return scopes.flatMap(({ references }) =>
    references.flatMap(({ identifier, isValueReference, resolved }) => {
      if (!isValueReference || identifier.type !== Kind.Identifier) return [];
      if (identifier.parent.type === Kind.TSTypeQuery) return [];
      if (resolved && resolved.scope.type !== TSESLint.Scope.ScopeType.global) return [];
      return (resolved?.defs.length ?? 0) === 0 ? [identifier] : [];
    }),
  );
}

export const isPure = (name: string): boolean => PURE.has(name);
