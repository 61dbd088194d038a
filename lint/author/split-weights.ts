import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';
import { createRule, JourneyReader } from './reader';

const weightOf = (property: TSESTree.ObjectLiteralElement): number | undefined =>
  property.type === Kind.Property &&
  property.value.type === Kind.Literal &&
  typeof property.value.value === 'number'
    ? property.value.value
    : undefined;

/** A split's weights are written out and sum to 100. */
export const splitWeights = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      sum: 'These weights sum to {{sum}}. Make them sum to 100: each is the percentage of customers in its arm.',
      literal:
        "Write each weight as a number from 0 to 100, in place: `journey.split('name', { a: 50, b: 50 })`.",
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);
    return {
      CallExpression(node) {
        if (reader.verbOf(node) !== 'split') return;
        const arms = node.arguments[1];
        if (!arms) return;
        const weights =
          arms.type === Kind.ObjectExpression ? arms.properties.map(weightOf) : [undefined];
        if (!weights.every((weight): weight is number => weight !== undefined && weight <= 100)) {
          return context.report({ node: arms, messageId: 'literal' });
        }
        const sum = weights.reduce((total, weight) => total + weight, 0);
        if (Math.abs(sum - 100) > 1e-9) {
          context.report({ node: arms, messageId: 'sum', data: { sum: String(sum) } });
        }
      },
    };
  },
});
