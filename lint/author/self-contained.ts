import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';
import { CHANCE, globalsUsed, instead, isPure } from './outside';
import { createRule, literalText } from './reader';

/** The name after the dot, also of one in brackets: `random` of `Math['random']`. */
const memberName = ({ computed, property }: TSESTree.MemberExpression): string | undefined =>
  !computed && property.type === Kind.Identifier ? property.name : literalText(property);

/** Words and orders that hang on the language of the machine. */
const LOCAL = /^(toLocale[A-Z]\w*|localeCompare)$/;

/** The same code, run again from its records, must take the same way: nothing from outside its verbs. */
export const selfContained = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      outside: '`{{name}}` does not belong in a journey: {{instead}}.',
      random: '`Math.random` does not belong in a journey: {{instead}}.',
      taken: 'Use `Math` in place, as in `Math.round(…)`. Under another name chance is not found.',
      local:
        '`{{name}}` answers by the language of the machine. Leave words, numbers and dates to the template that shows them.',
      dynamicImport:
        'A journey imports at the top of its file: a module loaded later is not in its release.',
      caught:
        'A step does not throw at you: what can be expected is its answer. Look at `status` or `undefined` instead of `try`.',
    },
  },
  defaultOptions: [],
  create(context) {
    /** Chance lies in reach of `Math` only by its name. */
    const checkMath = (node: TSESTree.Identifier): void => {
      const { parent } = node;
      const isMember = parent.type === Kind.MemberExpression && parent.object === node;
      const name = isMember ? memberName(parent) : undefined;
      if (name === 'random')
        context.report({ node, messageId: 'random', data: { instead: CHANCE } });
      else if (name === undefined) context.report({ node, messageId: 'taken' });
    };
    return {
      'Program:exit'() {
        for (const node of globalsUsed(context)) {
          const { name } = node;
          if (name === 'Math') checkMath(node);
          else if (!isPure(name)) {
            context.report({ node, messageId: 'outside', data: { name, instead: instead(name) } });
          }
        }
      },
      MemberExpression(node) {
        const name = memberName(node) ?? '';
        if (LOCAL.test(name)) context.report({ node, messageId: 'local', data: { name } });
      },
      ImportExpression(node) {
        context.report({ node, messageId: 'dynamicImport' });
      },
      TryStatement(node) {
        context.report({ node, messageId: 'caught' });
      },
    };
  },
});
