import { AST_NODE_TYPES as Kind, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule, JourneyReader } from './reader';

type Place = 'settled' | 'condition' | 'dropped' | 'kept';

/** Where the promise of a step goes. */
function placeOf(step: TSESTree.Node): Place {
  let child = step;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case Kind.AwaitExpression:
      case Kind.ReturnStatement:
        return 'settled';
      case Kind.ArrowFunctionExpression:
        return parent.body === child ? 'settled' : 'kept';
      case Kind.TSAsExpression:
      case Kind.TSSatisfiesExpression:
      case Kind.TSNonNullExpression:
      case Kind.ChainExpression:
        break;
      case Kind.ConditionalExpression:
        if (parent.test === child) return 'condition';
        break;
      case Kind.LogicalExpression:
        if (parent.left === child) return 'condition';
        break;
      case Kind.UnaryExpression:
        return parent.operator === '!' ? 'condition' : 'dropped';
      case Kind.IfStatement:
      case Kind.WhileStatement:
      case Kind.DoWhileStatement:
      case Kind.ForStatement:
        return 'condition';
      case Kind.ExpressionStatement:
        return 'dropped';
      default:
        return 'kept';
    }
  }
  return 'kept';
}

const MESSAGE = { condition: 'condition', dropped: 'dropped', kept: 'kept' } as const;

/** A step is awaited where it stands, before the next one begins. */
export const awaitSteps = createRule({
  meta: {
    type: 'problem',
    hasSuggestions: true,
    schema: [],
    messages: {
      condition:
        '{{step}} answers later: as it stands it is a promise, which counts as true whatever the answer. Write `await {{step}}`.',
      dropped:
        '{{step}} is not awaited, so the next step would begin while this one is open. Write `await {{step}}`.',
      kept: 'Await a step where it stands: write `await {{step}}` and keep its answer, not the promise.',
      addAwait: 'Put `await` before the step.',
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);
    return {
      CallExpression(node) {
        if (!reader.isStep(node)) return;
        const place = placeOf(node);
        if (place === 'settled') return;
        context.report({
          node,
          messageId: MESSAGE[place],
          data: { step: `${context.sourceCode.getText(node.callee)}(…)` },
          suggest: [{ messageId: 'addAwait', fix: (fixer) => addAwait(fixer, node) }],
        });
      },
    };
  },
});

function addAwait(fixer: TSESLint.RuleFixer, node: TSESTree.Node): TSESLint.RuleFix[] {
  return [fixer.insertTextBefore(node, '(await '), fixer.insertTextAfter(node, ')')];
}
