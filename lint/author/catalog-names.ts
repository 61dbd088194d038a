import ts from 'typescript';
import { nearest } from '../../preview/nearest';
import { createRule, JourneyReader, literalText, propertyOf } from './reader';
import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';

const VOCABULARY = {
  send: { kind: 'templates', one: 'template' },
  waitFor: { kind: 'events', one: 'event' },
  is: { kind: 'segments', one: 'segment' },
  get: { kind: 'facts', one: 'fact' },
  do: { kind: 'effects', one: 'effect' },
} as const;

/** What begins a journey without an event names its segment or fact in the same way. */
const TRIGGERS: ReadonlyMap<string, string> = new Map([
  ['entered', 'segment'],
  ['onDate', 'date'],
]);

const isVerb = (verb: string): verb is keyof typeof VOCABULARY => verb in VOCABULARY;

/** The names of a vocabulary: the keys of a record, or the members of a union of names. */
const namesIn = (type: ts.Type): readonly string[] => {
  const parts = type.isUnion() ? type.types : [type];
  const literals = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  return literals.length > 0 ? literals : type.getProperties().map(({ name }) => name);
};

/** A wait for an event that says no end, in place. */
function isEndless({ arguments: [, options] }: TSESTree.CallExpression): boolean {
  if (options && options.type !== Kind.ObjectExpression) return false;
  if (propertyOf(options, 'within') ?? propertyOf(options, 'until')) return false;
  return !options?.properties.some(({ type }) => type === Kind.SpreadElement);
}

/** The compiler refuses these too; here the refusal says which name is near, or what is left out. */
export const catalogNames = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unknown: "The catalogue has no {{one}} '{{name}}'.{{near}}",
      props: "'{{name}}' needs {{props}}. Write `journey.send('{{name}}', { {{example}} })`.",
      endless:
        "A wait for an event needs an end: write `journey.waitFor({{event}}, { within: '3 days' })`, or `until` a date.",
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);

    /** The props that a template cannot do without. */
    const neededProps = (templates: ts.Type, name: string): readonly string[] => {
      const template = templates.getProperty(name);
      const props = template && reader.checker.getTypeOfSymbol(template).getProperty('props');
      if (!props) return [];
      return reader.checker
        .getTypeOfSymbol(props)
        .getProperties()
        .filter((prop) => !(prop.flags & ts.SymbolFlags.Optional))
        .map((prop) => prop.name);
    };

    const checkName = (node: TSESTree.Node, one: string, names: readonly string[]): boolean => {
      const name = literalText(node);
      if (name === undefined || names.includes(name)) return true;
      const best = nearest(name, names);
      const near = best ? ` Did you mean '${best}'?` : '';
      context.report({ node, messageId: 'unknown', data: { one, name, near } });
      return false;
    };

    const checkProps = (node: TSESTree.CallExpression, templates: ts.Type): void => {
      const name = literalText(node.arguments[0]);
      if (name === undefined || node.arguments.length > 1) return;
      const needed = neededProps(templates, name);
      if (needed.length === 0) return;
      const props = needed.map((prop) => `\`${prop}\``).join(' and ');
      const example = needed.map((prop) => `${prop}: …`).join(', ');
      context.report({ node, messageId: 'props', data: { name, props, example } });
    };

    const checkTrigger = (node: TSESTree.CallExpression): void => {
      const {
        callee,
        arguments: [name],
      } = node;
      const one = callee.type === Kind.Identifier ? TRIGGERS.get(callee.name) : undefined;
      if (one === undefined || !name || name.type === Kind.SpreadElement) return;
      const expected = reader.expectedAt(name);
      if (expected) checkName(name, one, namesIn(expected));
    };

    return {
      CallExpression(node) {
        checkTrigger(node);
        const verb = reader.verbOf(node);
        const first = node.arguments[0];
        if (!verb || !first || !isVerb(verb)) return;
        if (node.callee.type !== Kind.MemberExpression) return;
        const { kind, one } = VOCABULARY[verb];
        const vocabulary = reader.vocabulary(node.callee.object, kind);
        if (!vocabulary) return;
        const names = namesIn(vocabulary);
        const given = first.type === Kind.ArrayExpression ? first.elements : [first];
        const known = given.every((element) => !element || checkName(element, one, names));
        if (verb === 'send' && known) checkProps(node, vocabulary);
        if (verb === 'waitFor' && isEndless(node)) {
          const event = context.sourceCode.getText(first);
          context.report({ node, messageId: 'endless', data: { event } });
        }
      },
    };
  },
});
