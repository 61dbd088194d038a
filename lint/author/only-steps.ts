import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';
import { outsideName } from './outside';
import { bare, createRule, JourneyReader } from './reader';

/** The expressions whose value an expression may be: both branches of a choice. */
function outcomes(node: TSESTree.Expression): TSESTree.Expression[] {
  const value = bare(node);
  if (value.type === Kind.ConditionalExpression) {
    return [...outcomes(value.consequent), ...outcomes(value.alternate)];
  }
  if (value.type === Kind.LogicalExpression) return outcomes(value.right);
  return [value];
}

/** Nothing but steps answers later in a journey. */
export const onlySteps = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      notAStep:
        '{{what}} is not a step, so nobody could replay it. Do it by a verb: read with `journey.get(fact)`, act with `journey.do(effect, …)`; a function of your own must take `journey`.',
      forAwait: '`for await` waits for what is not a step. Await each step inside a `for … of`.',
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);
    const report = (node: TSESTree.Node, shown: TSESTree.Node): void => {
      const what = `\`${context.sourceCode.getText(shown)}\``;
      context.report({ node, messageId: 'notAStep', data: { what } });
    };
    return {
      CallExpression(node) {
        if (reader.isStep(node) || outsideName(context, node.callee)) return;
        if (reader.isPromise(node)) report(node, node.callee);
      },
      AwaitExpression(node) {
        for (const value of outcomes(node.argument)) {
          // What is called and answers later has been looked at as a call.
          if (value.type === Kind.CallExpression && reader.isPromise(value)) continue;
          if (outsideName(context, value)) continue;
          if (!reader.isStep(value)) report(value, value);
        }
      },
      'ForOfStatement[await=true]'(node: TSESTree.ForOfStatement) {
        context.report({ node, messageId: 'forAwait' });
      },
    };
  },
});
