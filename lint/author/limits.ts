import { AST_NODE_TYPES as Kind, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { bare, variableOf, type Context } from './reader';

/** What makes a list longer, or another. */
const CHANGES: readonly string[] = ['push', 'unshift', 'splice', 'fill', 'copyWithin'];

const isWithin = (node: TSESTree.Node, around: TSESTree.Node): boolean =>
  around.range[0] <= node.range[0] && node.range[1] <= around.range[1];

/** `list.push(…)`, `list[2] = …`, `list.length = …`: what stands around the name. */
function isChange({ parent }: TSESTree.Node): boolean {
  if (parent?.type !== Kind.MemberExpression) return false;
  const { parent: outer, property } = parent;
  const isAssigned = outer.type === Kind.AssignmentExpression && outer.left === parent;
  const isCall = outer.type === Kind.CallExpression && outer.callee === parent;
  return (
    isAssigned || (isCall && property.type === Kind.Identifier && CHANGES.includes(property.name))
  );
}

/** Where a loop changes the list that it goes over; nothing: nowhere. */
export function changeWithin(
  context: Context,
  list: TSESTree.Expression,
  loop: TSESTree.Node,
): TSESTree.Node | undefined {
  const name = bare(list);
  if (name.type !== Kind.Identifier) return undefined;
  return variableOf(context, name)?.references.find(
    ({ identifier }) => isWithin(identifier, loop) && isChange(identifier),
  )?.identifier;
}

/** What a name was declared with, where that is said in place. */
function declaredAs({ defs }: TSESLint.Scope.Variable): TSESTree.Expression | undefined {
  const [only] = defs;
  if (only?.node.type !== Kind.VariableDeclarator) return undefined;
  const { id, init } = only.node;
  return id.type === Kind.Identifier ? (init ?? undefined) : undefined;
}

const isOfMath = (callee: TSESTree.Expression): boolean =>
  callee.type === Kind.MemberExpression &&
  callee.object.type === Kind.Identifier &&
  callee.object.name === 'Math';

const isArgument = (one: TSESTree.CallExpressionArgument): one is TSESTree.Expression =>
  one.type !== Kind.SpreadElement;

/** Whether it says a number at the loop's head that stays the same in the loop, and is not without end. */
export function isLimit(
  context: Context,
  expression: TSESTree.Expression | TSESTree.PrivateIdentifier,
  loop: TSESTree.Node,
): boolean {
  if (expression.type === Kind.PrivateIdentifier) return false;
  const value = bare(expression);
  const isOne = (other: TSESTree.Expression | TSESTree.PrivateIdentifier): boolean =>
    isLimit(context, other, loop);
  switch (value.type) {
    case Kind.Literal:
      return true;
    case Kind.UnaryExpression:
      return isOne(value.argument);
    case Kind.BinaryExpression:
    case Kind.LogicalExpression:
      return isOne(value.left) && isOne(value.right);
    case Kind.ChainExpression:
      return isOne(value.expression);
    case Kind.CallExpression:
      return (
        isOfMath(value.callee) && value.arguments.every((one) => isArgument(one) && isOne(one))
      );
    case Kind.MemberExpression:
      return isOne(value.object) && !changeWithin(context, value.object, loop);
    case Kind.Identifier: {
      const variable = variableOf(context, value);
      if (!variable || variable.defs.length === 0) return false;
      const isWritten = variable.references.some(
        (one) => one.isWrite() && !one.init && isWithin(one.identifier, loop),
      );
      const told = declaredAs(variable);
      return !isWritten && !(told && isEndless(context, told));
    }
    default:
      return false;
  }
}

/** `Infinity`, `Number.MAX_VALUE`, or a name for one of them. */
function isEndless(context: Context, expression: TSESTree.Expression): boolean {
  const value = bare(expression);
  if (value.type === Kind.UnaryExpression) return isEndless(context, value.argument);
  if (value.type === Kind.MemberExpression) {
    return value.object.type === Kind.Identifier && value.object.name === 'Number';
  }
  if (value.type !== Kind.Identifier) return false;
  const variable = variableOf(context, value);
  if (!variable || variable.defs.length === 0) return true;
  const told = declaredAs(variable);
  return told !== undefined && isEndless(context, told);
}
