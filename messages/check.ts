import Handlebars from 'handlebars';
import { CUSTOMER_NAMES, VIEW_NAMES } from './view';
import { PRINTERS } from './handlebars';

/** What a template may name. */
export interface Known {
  readonly props: readonly string[];
  readonly traits: readonly string[];
}

/** A part of a template, looked through before it is compiled. */
export interface Checked {
  readonly problems: readonly string[];
  /** `line:column` of an expression → the variable it reads. */
  readonly variables: ReadonlyMap<string, string>;
  /** Variables that are printed whatever the data. */
  readonly always: ReadonlySet<string>;
}

interface Scope {
  /** Names mean the view itself, not an item of a list. */
  readonly top: boolean;
  readonly conditional: boolean;
}

const BLOCKS = ['if', 'unless', 'each', 'with'];
const DATA = ['root', 'index', 'key', 'first', 'last'];
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

export const place = (loc: { readonly start: { line: number; column: number } }): string =>
  `${loc.start.line}:${loc.start.column}`;

type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;

const isPath = (node: hbs.AST.Node): node is hbs.AST.PathExpression =>
  node.type === 'PathExpression';

/** Walks one parsed template. Only the few constructs that are allowed are known to it. */
class Walk {
  readonly problems: string[] = [];
  readonly variables = new Map<string, string>();
  readonly always = new Set<string>();

  constructor(readonly known: Known) {}

  program(program: hbs.AST.Program | undefined, scope: Scope): void {
    for (const statement of program?.body ?? []) this.statement(statement, scope);
  }

  private statement(node: hbs.AST.Statement, scope: Scope): void {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.print(node as hbs.AST.MustacheStatement, scope);
      case 'BlockStatement':
        return this.block(node as hbs.AST.BlockStatement, scope);
      default:
        this.problems.push(`${place(node.loc)} ${node.type} is not allowed`);
    }
  }

  private print(node: hbs.AST.MustacheStatement, scope: Scope): void {
    if (!node.escaped) this.problems.push(`${place(node.loc)} prints without escaping`);
    if (node.params.length > 0 || node.hash?.pairs.length) return this.call(node, scope);
    if (!isPath(node.path)) {
      this.problems.push(`${place(node.loc)} prints a literal`);
      return;
    }
    this.path(node.path, scope);
    if (!scope.conditional) this.always.add(node.path.original);
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scope: Scope): void {
    const name = isPath(node.path) ? node.path.original : '';
    if (!Object.hasOwn(PRINTERS, name)) {
      this.problems.push(`${place(node.loc)} there is no helper '${name}'`);
    }
    this.arguments(node, scope);
  }

  private arguments(node: Call, scope: Scope): void {
    for (const value of [...node.params, ...(node.hash?.pairs ?? []).map((pair) => pair.value)]) {
      if (isPath(value)) this.path(value, scope);
      if (value.type === 'SubExpression') this.call(value as hbs.AST.SubExpression, scope);
    }
    const [first] = node.params;
    if (first && isPath(first)) this.variables.set(place(node.loc), first.original);
  }

  private block(node: hbs.AST.BlockStatement, scope: Scope): void {
    const name = node.path.original;
    if (!BLOCKS.includes(name))
      this.problems.push(`${place(node.loc)} there is no block '${name}'`);
    this.arguments(node, scope);
    const inside = { top: scope.top && (name === 'if' || name === 'unless'), conditional: true };
    this.program(node.program, inside);
    this.program(node.inverse, { ...scope, conditional: true });
  }

  private path(node: hbs.AST.PathExpression, scope: Scope): void {
    this.variables.set(place(node.loc), node.original);
    const parts = node.parts.map(String);
    const problem = node.data
      ? this.dataProblem(parts)
      : scope.top
        ? this.nameProblem(parts)
        : undefined;
    if (problem ?? parts.some((part) => FORBIDDEN.includes(part))) {
      this.problems.push(`${place(node.loc)} ${problem ?? `'${node.original}' is not allowed`}`);
    }
  }

  private dataProblem(parts: readonly string[]): string | undefined {
    if (!DATA.includes(parts[0] ?? '')) return `there is no @${parts[0] ?? ''}`;
    return parts[0] === 'root' ? this.nameProblem(parts.slice(1)) : undefined;
  }

  private nameProblem([root = 'this', field]: readonly string[]): string | undefined {
    if (root === 'customer') {
      const fields = [...this.known.traits, ...CUSTOMER_NAMES];
      return fields.includes(field ?? '')
        ? undefined
        : `the catalogue knows no trait '${field ?? ''}'`;
    }
    const roots: readonly string[] = [...VIEW_NAMES, ...this.known.props];
    return roots.includes(root) ? undefined : `there is no '${root}' in what this template sees`;
  }
}

/** Whether a part keeps to what templates may do and name. */
export function checkPart(text: string, known: Known): Checked {
  const walk = new Walk(known);
  try {
    walk.program(Handlebars.parse(text), { top: true, conditional: false });
  } catch (error) {
    walk.problems.push(
      error instanceof Error ? error.message.split('\n').join(' ') : 'does not parse',
    );
  }
  return walk;
}
