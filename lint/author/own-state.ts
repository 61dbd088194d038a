import { AST_NODE_TYPES as Kind, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from './reader';

/** What changes a list, a map or a set where it lies. */
const CHANGES: ReadonlySet<string> = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear'],
]);

/** `counts.sent` of `counts.sent++`: all that is reached from a name. */
function reached(name: TSESTree.Node): TSESTree.Node {
  const { parent } = name;
  if (!parent) return name;
  switch (parent.type) {
    case Kind.MemberExpression:
      return parent.object === name ? reached(parent) : name;
    case Kind.TSAsExpression:
    case Kind.TSSatisfiesExpression:
    case Kind.TSNonNullExpression:
      return reached(parent);
    default:
      return name;
  }
}

function isChanged(name: TSESTree.Node): boolean {
  const node = reached(name);
  const { parent } = node;
  if (node === name || !parent) return false;
  switch (parent.type) {
    case Kind.UpdateExpression:
      return true;
    case Kind.AssignmentExpression:
      return parent.left === node;
    case Kind.UnaryExpression:
      return parent.operator === 'delete';
    case Kind.CallExpression:
      return (
        parent.callee === node &&
        node.type === Kind.MemberExpression &&
        node.property.type === Kind.Identifier &&
        CHANGES.has(node.property.name)
      );
    default:
      return false;
  }
}

/** Many runs share one process: what one of them keeps outside `run`, all of them would read. */
export const ownState = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      shared:
        '`{{name}}` would be shared by every run that one process holds. Declare it inside `run`, or make it a `const`.',
      changed:
        '`{{name}}` is shared by every run that one process holds, and is changed here. Make a new one inside `run`.',
    },
  },
  defaultOptions: [],
  create(context) {
    const { sourceCode } = context;
    return {
      'Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration'(
        node: TSESTree.VariableDeclaration,
      ) {
        if (node.kind === 'const') return;
        for (const { id } of node.declarations) {
          const name = sourceCode.getText(id);
          context.report({ node: id, messageId: 'shared', data: { name } });
        }
      },
      'Program:exit'() {
        const modules = (sourceCode.scopeManager?.scopes ?? []).filter(
          ({ type }) => type === TSESLint.Scope.ScopeType.module,
        );
        for (const { references } of modules.flatMap(({ variables }) => variables)) {
          for (const { identifier, from } of references) {
            if (from.variableScope.type === TSESLint.Scope.ScopeType.module) continue;
            if (!isChanged(identifier)) continue;
            const name = sourceCode.getText(identifier);
            context.report({ node: identifier, messageId: 'changed', data: { name } });
          }
        }
      },
    };
  },
});
