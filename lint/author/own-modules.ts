import { dirname, relative, resolve, sep } from 'node:path';
import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';
import { ROOMS } from '../rooms.cjs';
import { createRule } from './reader';

/** The rooms whose code runs where journeys run. */
const INSIDE: readonly string[] = ['engine', 'workflows'];

const isTypeOnly = (node: TSESTree.ImportDeclaration): boolean =>
  node.importKind === 'type' ||
  (node.specifiers.length > 0 &&
    node.specifiers.every((one) => one.type === Kind.ImportSpecifier && one.importKind === 'type'));

/** A journey's release holds its own files and the engine: all else is not there when it runs. */
export const ownModules = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      foreign:
        "'{{from}}' is not there where a journey runs: it has its verbs alone. Read with `journey.get(fact)`, act with `journey.do(effect, …)`; the code for these stands in catalog/ and activities/.",
      catalog:
        "A journey takes only types from the catalogue: write `import type {} from '{{from}}'`, and its names in quotes where a verb wants them.",
      room: "'{{from}}' is not there where a journey runs. Import from '../engine' and from other files beside this one.",
    },
  },
  defaultOptions: [],
  create(context) {
    const check = (source: TSESTree.StringLiteral | null): void => {
      const from = source?.value;
      if (!source || from === undefined) return;
      if (!/^\.{0,2}\//.test(from) && !/^\.{1,2}$/.test(from)) {
        return context.report({ node: source, messageId: 'foreign', data: { from } });
      }
      const file = relative(context.cwd, resolve(dirname(context.filename), from));
      const room = file.split(sep)[0] ?? '';
      if (!ROOMS.includes(room) || INSIDE.includes(room)) return;
      const messageId = room === 'catalog' ? 'catalog' : 'room';
      context.report({ node: source, messageId, data: { from } });
    };
    return {
      ImportDeclaration: (node) => (isTypeOnly(node) ? undefined : check(node.source)),
      ExportAllDeclaration: (node) => (node.exportKind === 'type' ? undefined : check(node.source)),
      ExportNamedDeclaration: (node) =>
        node.exportKind === 'type' ? undefined : check(node.source),
      TSImportEqualsDeclaration({ moduleReference: from, importKind }) {
        if (importKind === 'type' || from.type !== Kind.TSExternalModuleReference) return;
        check(from.expression);
      },
    };
  },
});
