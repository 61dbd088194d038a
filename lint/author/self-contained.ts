import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Context } from './reader';

const WAIT = "wait with `await journey.wait('3 days')` or `await journey.waitUntil(date)`";
const EFFECT =
  'act outside with `await journey.do(effect, …)`, read with `await journey.get(fact)`';
const CHANCE =
  "a replay would draw again. Let `await journey.split('name', { a: 50, b: 50 })` decide, once for each customer";
const ORDER =
  "a journey is one line. Await one step after the other; for the first of several events write `journey.waitFor(['One', 'Other'], { within: … })`";
const CONFIG = 'what a journey must know stands in the catalogue';

/** What is not the journey's to use, and what to write instead. */
const OUTSIDE: Readonly<Record<string, string>> = {
  Date: `a replay would see another time. Instead, ${WAIT}; what depends on the date is a fact: \`await journey.get(fact)\``,
  performance: WAIT,
  setTimeout: WAIT,
  setInterval: WAIT,
  setImmediate: WAIT,
  clearTimeout: WAIT,
  clearInterval: WAIT,
  queueMicrotask: ORDER,
  Promise: ORDER,
  fetch: EFFECT,
  XMLHttpRequest: EFFECT,
  WebSocket: EFFECT,
  console: '`perennial run <id>` shows the story of a run, step by step',
  crypto: CHANCE,
  process: CONFIG,
  globalThis: CONFIG,
  require: CONFIG,
  eval: CONFIG,
  Function: CONFIG,
};

/** The global that an expression begins with, where it is not the journey's to use: `Date` of `Date.now()`. */
export function outsideName(context: Context, node: TSESTree.Node): string | undefined {
  if (node.type === Kind.MemberExpression) return outsideName(context, node.object);
  if (node.type === Kind.CallExpression) return outsideName(context, node.callee);
  if (node.type !== Kind.Identifier || !(node.name in OUTSIDE)) return undefined;
  let scope: ReturnType<typeof context.sourceCode.getScope> | null =
    context.sourceCode.getScope(node);
  for (; scope; scope = scope.upper) {
    if (scope.set.get(node.name)?.defs.length) return undefined;
  }
  return node.name;
}

/** The same code, run again from its records, must take the same way: nothing from outside its verbs. */
export const selfContained = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      outside: '`{{name}}` does not belong in a journey: {{instead}}.',
      random: '`Math.random` does not belong in a journey: {{instead}}.',
      dynamicImport:
        'A journey imports at the top of its file: a module loaded later is not in its release.',
      caught:
        'A step does not throw at you: what can be expected is its answer. Look at `status` or `undefined` instead of `try`.',
      shared:
        '`{{name}}` would be shared by every run that one process holds. Declare it inside `run`, or make it a `const`.',
    },
  },
  defaultOptions: [],
  create(context) {
    return {
      Identifier(node) {
        const { parent } = node;
        if (parent.type === Kind.MemberExpression && parent.property === node && !parent.computed)
          return;
        if (parent.type === Kind.Property && parent.key === node && !parent.shorthand) return;
        if (parent.type.startsWith('TS')) return;
        const name = outsideName(context, node);
        if (!name) return;
        context.report({ node, messageId: 'outside', data: { name, instead: OUTSIDE[name] } });
      },
      "MemberExpression[object.name='Math'][property.name='random']"(node: TSESTree.Node) {
        context.report({ node, messageId: 'random', data: { instead: CHANCE } });
      },
      ImportExpression(node) {
        context.report({ node, messageId: 'dynamicImport' });
      },
      TryStatement(node) {
        context.report({ node, messageId: 'caught' });
      },
      'Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration'(
        node: TSESTree.VariableDeclaration,
      ) {
        if (node.kind === 'const') return;
        for (const { id } of node.declarations) {
          const name = context.sourceCode.getText(id);
          context.report({ node: id, messageId: 'shared', data: { name } });
        }
      },
    };
  },
});
