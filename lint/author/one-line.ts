import { AST_NODE_TYPES as Kind, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule, JourneyReader } from './reader';

/** `journey.verb(…)`, `journey.event`, or the journey handed whole to a function. */
function isPlainUse(journey: TSESTree.Node): boolean {
  const { parent } = journey;
  if (parent?.type === Kind.CallExpression) return parent.callee !== journey;
  if (parent?.type !== Kind.MemberExpression || parent.object !== journey || parent.computed) {
    return false;
  }
  const { property, parent: around } = parent;
  if (property.type === Kind.Identifier && property.name === 'event') return true;
  return around.type === Kind.CallExpression && around.callee === parent;
}

/** `const { send } = journey`: told at the pattern. */
const isTakenApart = ({ parent }: TSESTree.Node): boolean =>
  parent?.type === Kind.VariableDeclarator && parent.id.type === Kind.ObjectPattern;

/** A journey is one line of one person's life: the function that takes `journey` takes its steps itself. */
export const oneLine = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      closure:
        'A step inside a callback leaves the line of the story. Write a `for … of` loop, or a function that takes `journey` and is awaited.',
      alias:
        'Use `journey` as it is: call `journey.send(…)` and the like on it, or hand it to a function. Under another name its steps are not found.',
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);
    const check = ({ identifier, resolved, from }: TSESLint.Scope.Reference): void => {
      if (identifier.type !== Kind.Identifier || !reader.isJourney(identifier)) return;
      if (isTakenApart(identifier)) return;
      const own =
        resolved?.defs[0]?.type === TSESLint.Scope.DefinitionType.Parameter ? resolved : undefined;
      if (!own || !isPlainUse(identifier)) {
        context.report({ node: identifier, messageId: 'alias' });
      } else if (own.scope.variableScope !== from.variableScope) {
        context.report({ node: identifier, messageId: 'closure' });
      }
    };
    return {
      ObjectPattern(node) {
        if (reader.isJourney(node)) context.report({ node, messageId: 'alias' });
      },
      'Program:exit'() {
        for (const scope of context.sourceCode.scopeManager?.scopes ?? []) {
          for (const reference of scope.references) {
            if (reference.isValueReference && reference.isRead()) check(reference);
          }
        }
      },
    };
  },
});
