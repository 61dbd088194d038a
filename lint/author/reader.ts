import {
  AST_NODE_TYPES as Kind,
  ESLintUtils,
  type ParserServicesWithTypeInformation,
  type TSESLint,
  type TSESTree,
} from '@typescript-eslint/utils';
import type ts from 'typescript';

/** Rules are named `journey/<name>`; each message says what to write instead. */
export const createRule = ESLintUtils.RuleCreator.withoutDocs;

export type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/** Reads a journey's code with its types: which names are journeys, which calls are steps. */
export class JourneyReader {
  readonly checker: ts.TypeChecker;
  readonly #services: ParserServicesWithTypeInformation;

  constructor(context: Context) {
    this.#services = ESLintUtils.getParserServices(context);
    this.checker = this.#services.program.getTypeChecker();
  }

  typeOf(node: TSESTree.Node): ts.Type {
    return this.#services.getTypeAtLocation(node);
  }

  /** The type that the place of an expression asks for. */
  expectedAt(node: TSESTree.Expression): ts.Type | undefined {
    return this.checker.getContextualType(
      this.#services.esTreeNodeToTSNodeMap.get(node) as ts.Expression,
    );
  }

  isJourney(node: TSESTree.Node): boolean {
    return journeyType(this.typeOf(node)) !== undefined;
  }

  isPromise(node: TSESTree.Node): boolean {
    const type = this.typeOf(node);
    return this.checker.getAwaitedType(type) !== type;
  }

  /** The verb of `journey.<verb>(…)`. */
  verbOf(call: TSESTree.CallExpression): string | undefined {
    const { callee } = call;
    if (callee.type !== Kind.MemberExpression || callee.computed) return undefined;
    if (callee.property.type !== Kind.Identifier) return undefined;
    return this.isJourney(callee.object) ? callee.property.name : undefined;
  }

  /** A verb, or a function that takes the journey and answers later: a sub-flow. */
  isStep(node: TSESTree.Node): boolean {
    if (node.type !== Kind.CallExpression) return false;
    if (this.verbOf(node) !== undefined) return true;
    return node.arguments.some((argument) => this.isJourney(argument)) && this.isPromise(node);
  }

  /** What the catalogue holds of one kind, as its type. */
  vocabulary(
    journey: TSESTree.Node,
    kind: 'events' | 'templates' | 'segments' | 'facts' | 'effects',
  ): ts.Type | undefined {
    const file = journeyType(this.typeOf(journey))?.symbol.declarations?.[0]?.getSourceFile();
    const module = file && this.checker.getSymbolAtLocation(file);
    const catalog =
      module && this.checker.getExportsOfModule(module).find(({ name }) => name === 'Catalog');
    const property = catalog && this.checker.getDeclaredTypeOfSymbol(catalog).getProperty(kind);
    return property && this.checker.getTypeOfSymbol(property);
  }
}

/** `Journey<…>` of the engine, alone or in a union. */
function journeyType(type: ts.Type): ts.Type | undefined {
  const parts = type.isUnion() ? type.types : [type];
  return parts.find(
    (part) =>
      part.getSymbol()?.name === 'Journey' &&
      part.getProperty('waitFor') !== undefined &&
      part.getProperty('split') !== undefined,
  );
}

/** What a name stands for, here; nothing: it is declared nowhere. */
export function variableOf(
  context: Context,
  name: TSESTree.Identifier,
): TSESLint.Scope.Variable | undefined {
  let scope: TSESLint.Scope.Scope | null = context.sourceCode.getScope(name);
  for (; scope; scope = scope.upper) {
    const variable = scope.set.get(name.name);
    if (variable) return variable;
  }
  return undefined;
}

/** The text of a string literal, also of one in backticks without holes. */
export function literalText(node: TSESTree.Node | undefined): string | undefined {
  if (node?.type === Kind.Literal && typeof node.value === 'string') return node.value;
  if (node?.type === Kind.TemplateLiteral && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** The property of an object literal, by name. */
export function propertyOf(
  node: TSESTree.Node | undefined,
  name: string,
): TSESTree.Property | undefined {
  if (node?.type !== Kind.ObjectExpression) return undefined;
  return node.properties.find(
    (property): property is TSESTree.Property =>
      property.type === Kind.Property &&
      ((property.key.type === Kind.Identifier && property.key.name === name) ||
        literalText(property.key) === name),
  );
}

/** The value behind `as`, `satisfies` and `!`. */
export function bare(node: TSESTree.Expression): TSESTree.Expression {
  switch (node.type) {
    case Kind.TSAsExpression:
    case Kind.TSSatisfiesExpression:
    case Kind.TSNonNullExpression:
      return bare(node.expression);
    default:
      return node;
  }
}
