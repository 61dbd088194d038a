import type { z } from 'zod';
import type { ShopCatalog, TemplateEntry } from '../catalog';
import { PermanentError } from '../engine';
import { checkPart, type Checked, type Known } from './check';
import { compilePart } from './handlebars';
import type { CompiledMessage, CompiledPart, CompiledTemplates } from './types';

export type TemplateSources = Readonly<Record<string, string>>;

const FILES = { email: ['subject.hbs', 'email.mjml', 'email.txt.hbs'], sms: ['sms.hbs'] } as const;
const INCLUDE = /<mj-include path="(layout\/[\w./-]+)"\s*\/>|\{\{> (layout\/[\w./-]+)\}\}/g;
const ADDRESS = /\b(?:href|src|action)\s*=\s*["']?\s*\{\{(?!~?\s*(?:@root\.)?(?:links|shop)\.)/;

/** What is wrong with one file of a template. */
export interface TemplateProblem {
  /** Below its folder; nothing: the template as a whole. */
  readonly file: string;
  readonly problem: string;
  /** Left out: any other. */
  readonly kind?: 'missing' | 'no way out';
}

/** Compiles one message, noting every problem with the file it is in. */
class Compiling {
  readonly problems: TemplateProblem[] = [];
  readonly used = new Set<string>();
  readonly known: Known;

  constructor(
    readonly name: string,
    readonly entry: TemplateEntry,
    readonly sources: TemplateSources,
    readonly catalog: ShopCatalog,
  ) {
    this.known = {
      props: Object.keys(entry.props.shape),
      traits: Object.keys(catalog.traits.shape),
    };
  }

  async message(): Promise<CompiledMessage | undefined> {
    const { channels, props } = this.entry;
    const email = channels.includes('email') ? await this.email() : undefined;
    const sms = channels.includes('sms') ? this.sms() : undefined;
    if (channels.includes('whatsapp')) this.problem('', 'whatsapp messages cannot be rendered yet');
    if (this.problems.length > 0) return undefined;
    const required = Object.entries<z.ZodType>(props.shape)
      .filter(([, schema]) => !schema.safeParse(undefined).success)
      .map(([prop]) => prop);
    return { required, ...(email && { email }), ...(sms && { sms }) };
  }

  private async email(): Promise<CompiledMessage['email']> {
    const [subjectFile, htmlFile, textFile] = FILES.email;
    const mjml = this.source(htmlFile);
    const subject = this.part(subjectFile, this.source(subjectFile), false);
    const html = this.part(
      htmlFile,
      mjml === undefined ? undefined : await this.toHtml(mjml),
      true,
    );
    const text = this.part(textFile, this.source(textFile), false);
    this.offersWayOut(htmlFile, html?.checked);
    this.offersWayOut(textFile, text?.checked);
    return subject && html && text ? { subject, html, text } : undefined;
  }

  private sms(): CompiledMessage['sms'] {
    const [file] = FILES.sms;
    const text = this.source(file);
    const body = this.part(file, text, false);
    if (this.isPromotional && text !== undefined && !/\bSTOP\b/.test(text)) {
      this.problem(file, "does not say how to stop; write 'Reply STOP to opt out.'", 'no way out');
    }
    return body && { body };
  }

  private get isPromotional(): boolean {
    return this.catalog.topics[this.entry.topic]?.kind !== 'transactional';
  }

  private offersWayOut(file: string, checked: Checked | undefined): void {
    if (checked && this.isPromotional && !checked.always.has('links.unsubscribe')) {
      this.problem(file, 'has no {{links.unsubscribe}}', 'no way out');
    }
  }

  /** A file with the layout's pieces put in. */
  private source(file: string): string | undefined {
    const path = `${this.name}/${file}`;
    this.used.add(path);
    const text = Object.hasOwn(this.sources, path) ? this.sources[path] : undefined;
    if (typeof text !== 'string') {
      this.problem(file, 'is missing', 'missing');
      return undefined;
    }
    return text.replace(INCLUDE, (_, mjml: string | undefined, hbs: string | undefined) => {
      const piece = mjml ?? hbs ?? '';
      this.used.add(piece);
      if (typeof this.sources[piece] === 'string') return this.sources[piece];
      this.problem(file, `includes ${piece}, which is missing`);
      return '';
    });
  }

  /** MJML knows left and right only: what it aligns to the left begins where reading does. */
  private async toHtml(mjml: string): Promise<string | undefined> {
    try {
      // It takes long to load, and most who import this room render nothing.
      const { default: mjml2html } = await import('mjml');
      const { html } = await mjml2html(mjml, {
        validationLevel: 'strict',
        keepComments: false,
        ignoreIncludes: true,
        useMjmlConfigOptions: false,
      });
      return html
        .replace(/\n\s*(?=\n)/g, '')
        .replaceAll('text-align:left', 'text-align:{{@root.start}}')
        .replaceAll('align="left"', 'align="{{@root.start}}"')
        .replaceAll('direction:ltr', 'direction:{{@root.dir}}');
    } catch (error) {
      this.problem('email.mjml', error instanceof Error ? error.message : 'is not MJML');
      return undefined;
    }
  }

  private part(
    file: string,
    text: string | undefined,
    escape: boolean,
  ): (CompiledPart & { checked: Checked }) | undefined {
    if (text === undefined) return undefined;
    const checked = checkPart(text, this.known);
    for (const problem of checked.problems) this.problem(file, problem);
    if (escape && ADDRESS.test(text)) {
      this.problem(file, 'has an address that begins with a variable other than links or shop');
    }
    if (checked.problems.length > 0) return undefined;
    return { print: compilePart(text, escape), variables: checked.variables, checked };
  }

  private problem(file: string, problem: string, kind?: TemplateProblem['kind']): void {
    this.problems.push({ file, problem, ...(kind && { kind }) });
  }
}

export interface CompiledOne {
  /** Left out where there are problems. */
  readonly message?: CompiledMessage;
  readonly problems: readonly TemplateProblem[];
  /** Files that it is made of, below templates/. */
  readonly used: ReadonlySet<string>;
}

/** Compiles one template of the catalogue. */
export async function compileTemplate(
  name: string,
  entry: TemplateEntry,
  sources: TemplateSources,
  catalog: ShopCatalog,
): Promise<CompiledOne> {
  const compiling = new Compiling(name, entry, sources, catalog);
  const message = await compiling.message();
  const { problems, used } = compiling;
  return { ...(message && { message }), problems, used };
}

/** Templates that are compiled, to be rendered. */
export const compiledTemplates = (
  catalog: ShopCatalog,
  messages: ReadonlyMap<string, CompiledMessage>,
): CompiledTemplates => ({
  catalog,
  messages,
  has: (name, channel) => channel !== 'whatsapp' && messages.get(name)?.[channel] !== undefined,
});

/**
 * Compiles every template of the catalogue, once, at start: MJML first, then Handlebars.
 * @param sources - path below templates/ → text
 * @param options - `missing: 'allow'` for the templates of another release than the catalogue's: what does not fit is left out
 * @throws PermanentError `TEMPLATE_INVALID` with all problems
 */
export async function compileTemplates(
  sources: TemplateSources,
  catalog: ShopCatalog,
  { missing = 'refuse' }: { missing?: 'refuse' | 'allow' } = {},
): Promise<CompiledTemplates> {
  const messages = new Map<string, CompiledMessage>();
  const problems: string[] = [];
  const used = new Set<string>();
  for (const [name, entry] of Object.entries(catalog.templates)) {
    const one = await compileTemplate(name, entry, sources, catalog);
    if (one.message) messages.set(name, one.message);
    problems.push(...one.problems.map(({ file, problem }) => `${name}/${file} ${problem}`));
    for (const path of one.used) used.add(path);
  }
  const unused = Object.keys(sources).filter((path) => !used.has(path));
  problems.push(...unused.map((path) => `${path} belongs to no template of the catalogue`));
  if (missing === 'refuse' && problems.length > 0) {
    throw new PermanentError('TEMPLATE_INVALID', { problems: `\n- ${problems.join('\n- ')}` });
  }
  return compiledTemplates(catalog, messages);
}
