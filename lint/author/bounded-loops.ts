import { AST_NODE_TYPES as Kind, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { changeWithin, isLimit } from './limits';
import { createRule, JourneyReader, variableOf, type Context } from './reader';

type Counter = { readonly name: string; readonly upwards: boolean };

/** The counter of `i++`, `i += 2`, `i--`, `i -= 2`. */
function counterOf(update: TSESTree.Expression | null): Counter | undefined {
  if (update?.type === Kind.UpdateExpression && update.argument.type === Kind.Identifier) {
    return { name: update.argument.name, upwards: update.operator === '++' };
  }
  if (update?.type !== Kind.AssignmentExpression || update.left.type !== Kind.Identifier) {
    return undefined;
  }
  const step = update.right;
  if (step.type !== Kind.Literal || typeof step.value !== 'number' || step.value <= 0) {
    return undefined;
  }
  if (update.operator !== '+=' && update.operator !== '-=') return undefined;
  return { name: update.left.name, upwards: update.operator === '+=' };
}

/** What the counter begins with, where the loop itself says so. */
function startOf({ init }: TSESTree.ForStatement, { name }: Counter): TSESTree.Expression | null {
  if (init?.type !== Kind.VariableDeclaration) return null;
  const own = init.declarations.find(({ id }) => id.type === Kind.Identifier && id.name === name);
  return own?.init ?? null;
}

/** `i < 3` for a counter that goes up, `i > 0` for one that goes down. */
function isBound(context: Context, loop: TSESTree.ForStatement, counter: Counter): boolean {
  const { test } = loop;
  const start = startOf(loop, counter);
  return (
    test?.type === Kind.BinaryExpression &&
    test.left.type === Kind.Identifier &&
    test.left.name === counter.name &&
    (counter.upwards ? ['<', '<='] : ['>', '>=']).includes(test.operator) &&
    isLimit(context, test.right, loop) &&
    (start === null || isLimit(context, start, loop))
  );
}

type Variable = TSESLint.Scope.Variable;

/** A sub-flow's step that is another sub-flow, or itself. */
interface Call {
  readonly from: Variable;
  readonly to: Variable;
  readonly node: TSESTree.Node;
}

/** The functions with a name that a node stands in. */
const functionsAround = (context: Context, node: TSESTree.Node): Variable[] =>
  context.sourceCode.getAncestors(node).flatMap((around) => {
    const named =
      around.type === Kind.FunctionDeclaration || around.type === Kind.VariableDeclarator;
    return named ? context.sourceCode.getDeclaredVariables(around).slice(0, 1) : [];
  });

/** Whether one function comes to call the other, by whatever others. */
function leads(calls: readonly Call[], start: Variable, goal: Variable): boolean {
  const seen = new Set<Variable>([start]);
  for (const one of seen) {
    for (const { from, to } of calls) if (from === one) seen.add(to);
  }
  return seen.has(goal);
}

/** A journey ends: what repeats for ever is a trigger, not a loop. */
export const boundedLoops = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unbounded:
        "Nothing says how often this repeats at most. Write `for (let round = 0; round < 3; round++)`, or loop over a list; what repeats for ever is a trigger: `on: every('monday', …)`.",
      moved:
        '`{{name}}` counts the rounds: changed inside the loop, it no longer says how often this repeats at most. Use another variable.',
      grows:
        'The loop goes over this list: changed inside it, it no longer says how often this repeats at most. Use another list.',
      recursive:
        'A function that comes to call itself has no bound either. Write `for (let round = 0; round < 3; round++)`.',
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);
    const calls: Call[] = [];
    const unbounded = (node: TSESTree.Node): void =>
      context.report({ node, messageId: 'unbounded' });
    return {
      WhileStatement: unbounded,
      DoWhileStatement: unbounded,
      ForOfStatement(node) {
        const type = reader.typeOf(node.right);
        if (!reader.checker.isArrayLikeType(type)) return unbounded(node);
        const change = changeWithin(context, node.right, node.body);
        if (change) context.report({ node: change, messageId: 'grows' });
      },
      ForStatement(node) {
        const counter = counterOf(node.update);
        if (!counter || !isBound(context, node, counter)) return unbounded(node);
        const variable = context.sourceCode.getScope(node).set.get(counter.name);
        const writes = (variable?.references ?? []).filter(
          ({ identifier, init }) => !init && node.body.range[0] <= identifier.range[0],
        );
        for (const { identifier } of writes.filter((reference) => reference.isWrite())) {
          context.report({ node: identifier, messageId: 'moved', data: { name: counter.name } });
        }
      },
      CallExpression(node) {
        if (node.callee.type !== Kind.Identifier || !reader.isStep(node)) return;
        const to = variableOf(context, node.callee);
        if (to) for (const from of functionsAround(context, node)) calls.push({ from, to, node });
      },
      'Program:exit'() {
        const round = calls.filter(({ from, to }) => leads(calls, to, from));
        for (const node of new Set(round.map((call) => call.node))) {
          context.report({ node, messageId: 'recursive' });
        }
      },
    };
  },
});
