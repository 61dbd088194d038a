import { offerRecord, productRecord, type ShopCatalog } from '../../catalog';
import { PermanentError, type Channel, type Json, type JsonObject } from '../../engine';
import {
  compiledTemplates,
  compileTemplate,
  messageLinks,
  render,
  type CompiledMessage,
  type MessageView,
  type RenderedMessage,
  type TemplateProblem,
  type TemplateSources,
} from '../../messages';
import type { Code, MomentOf, Walk } from './walk';
import { momentsOf } from './walk';

/** One form of a message that a walk sends, and what came of rendering it. */
export interface MessageTrial {
  readonly walk: Walk;
  readonly at: MomentOf<'message'>;
  /** Of its files; then nothing was rendered. */
  readonly problems: readonly TemplateProblem[];
  readonly locale?: string;
  /** Why it cannot be rendered for some customer. */
  readonly failed?: string;
  readonly rendered?: RenderedMessage;
}

const LINKS = messageLinks({
  ...{ secret: 'of a preview', publicUrl: 'https://shop.example.com' },
  ...{ customer: 'c'.repeat(26), topic: 'topic', message: 'm'.repeat(26) },
});
/** As codes of ours are. */
const CODE = 'WXYZ-2345-6789';

/** A template's folder, compiled once for all that ask. */
export class Templates {
  readonly #compiled = new Map<string, ReturnType<typeof compileTemplate>>();

  constructor(
    readonly sources: TemplateSources,
    private readonly catalog: ShopCatalog,
  ) {}

  compiled(name: string): ReturnType<typeof compileTemplate> {
    const entry = this.catalog.templates[name];
    const known = this.#compiled.get(name);
    if (known || !entry) return known ?? Promise.resolve({ problems: [], used: new Set<string>() });
    const compiling = compileTemplate(name, entry, this.sources, this.catalog);
    this.#compiled.set(name, compiling);
    return compiling;
  }
}

/** A prop as a template sees it: ids stand for records. */
function record(
  catalog: ShopCatalog,
  kind: string | undefined,
  value: Json,
  { codes, start }: { codes: readonly Code[]; start: number },
): Json {
  if (Array.isArray(value))
    return (value as Json[]).map((one) => record(catalog, kind, one, { codes, start }));
  if (typeof value !== 'string') return value;
  if (kind === 'product') return productRecord(catalog, value) ?? null;
  const code = kind === 'offer' ? codes.find(({ id }) => id === value) : undefined;
  if (!code) return kind === 'offer' ? null : value;
  const { given, until } = code;
  const issued = { offer: given.offer, code: CODE, expiresAt: start + until };
  return offerRecord(catalog, issued) ?? null;
}

/** Of whom nothing is known; and of whom all is, in each locale. */
function customersOf({ shop, traits }: ShopCatalog, timeZone: string): MessageView['customer'][] {
  const { locale, locales = [locale] } = shop;
  const all = Object.fromEntries(Object.keys(traits.shape).map((one) => [one, 'Maximiliane']));
  return [
    { traits: {}, locale, timeZone },
    ...locales.map((one) => ({ traits: all, locale: one, timeZone })),
  ];
}

/** The entry event with all its fields, in each of its samples. */
function eventsOf(catalog: ShopCatalog, walk: Walk, start: number): MessageView['event'][] {
  const [entry] = momentsOf(walk, 'event');
  if (!entry) return [];
  const samples = Object.values(catalog.events[entry.event]?.samples ?? {});
  const at = new Date(start).toISOString();
  return samples.map((sample) => ({
    ...{ name: entry.event, at },
    properties: { ...(sample as JsonObject), ...entry.properties },
  }));
}

interface Tried {
  readonly catalog: ShopCatalog;
  readonly start: number;
  readonly zone: string;
}

function* viewsOf(tried: Tried, walk: Walk, at: MomentOf<'message'>): Generator<MessageView> {
  const { catalog, start } = tried;
  const refs = catalog.templates[at.template]?.refs ?? {};
  const props = Object.fromEntries(
    Object.entries(at.props).map(([prop, value]) => [
      prop,
      record(catalog, refs[prop], value, { codes: at.codes, start }),
    ]),
  );
  for (const event of eventsOf(catalog, walk, start)) {
    for (const customer of customersOf(catalog, tried.zone)) {
      yield { customer, event, props, links: LINKS };
    }
  }
}

function renderedBy(
  tried: Tried,
  message: CompiledMessage,
  { template }: MomentOf<'message'>,
  { channel, view }: { channel: Channel; view: MessageView },
): Pick<MessageTrial, 'failed' | 'rendered' | 'locale'> {
  const templates = compiledTemplates(tried.catalog, new Map([[template, message]]));
  const locale = view.customer.locale ?? '';
  try {
    return { locale, rendered: render(templates, template, channel, view) };
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    return { locale, failed: error.message };
  }
}

/** What makes one form of a message another: what it shows, and what began the journey. */
const formOf = (
  walk: Walk,
  { template, channels, props, codes, place }: MomentOf<'message'>,
): string =>
  JSON.stringify([
    ...[template, channels, props, place, momentsOf(walk, 'event')[0]?.properties],
    codes.map(({ given }) => given.offer),
  ]);

/** Every message of these walks in every form, for every locale of the shop. */
export async function trialsOf(
  walks: readonly Walk[],
  templates: Templates,
  tried: Tried,
): Promise<MessageTrial[]> {
  const forms = new Map<string, { walk: Walk; at: MomentOf<'message'> }>();
  for (const walk of walks) {
    for (const at of momentsOf(walk, 'message')) {
      const form = formOf(walk, at);
      if ((forms.get(form)?.walk.turns ?? Infinity) > walk.turns) forms.set(form, { walk, at });
    }
  }
  const trials: MessageTrial[] = [];
  for (const { walk, at } of forms.values()) {
    const { message, problems } = await templates.compiled(at.template);
    trials.push({ walk, at, problems });
    if (!message) continue;
    for (const view of viewsOf(tried, walk, at)) {
      for (const channel of at.channels) {
        const come = renderedBy(tried, message, at, { channel, view });
        trials.push({ walk, at, problems: [], ...come });
      }
    }
  }
  return trials;
}
