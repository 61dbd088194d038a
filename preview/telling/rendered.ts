import type { ShopCatalog } from '../../catalog';
import { PermanentError, type Channel } from '../../engine';
import {
  compileTemplates,
  directionOf,
  localeOf,
  messageLinks,
  render,
  type RenderedMessage,
  type TemplateSources,
} from '../../messages';
import type { SentMessage } from '../diary';

/** A message as the customer gets it, and how its language is read; or why it cannot be rendered. */
export type Rendered = Legible | { readonly problem: string };
export type Legible = RenderedMessage & { readonly locale: string; readonly dir: 'ltr' | 'rtl' };

/** Where the links of messages lead that nobody gets. The domain is reserved: it is nobody's. */
const NOWHERE = 'https://links.invalid';
const PIECE = /layout\/[\w./-]+/g;

/** Files of these templates, and the pieces of the layout that they include. */
function filesOf(sources: TemplateSources, names: ReadonlySet<string>): TemplateSources {
  const own = Object.entries(sources).filter(([path]) =>
    names.has(path.slice(0, path.lastIndexOf('/'))),
  );
  const pieces = new Set(own.flatMap(([, text]) => text.match(PIECE) ?? []));
  const included = Object.entries(sources).filter(([path]) => pieces.has(path));
  return Object.fromEntries([...own, ...included]);
}

/**
 * Renders messages by the code that renders the real ones.
 * @param sources - path below templates/ → text
 * @throws PermanentError `TEMPLATE_INVALID`
 */
export async function rendered(
  messages: readonly SentMessage[],
  sources: TemplateSources,
  catalog: ShopCatalog,
): Promise<ReadonlyMap<SentMessage, Rendered>> {
  const names = new Set(messages.map(({ template }) => template));
  const entries = Object.entries(catalog.templates).filter(([name]) => names.has(name));
  const templates = Object.fromEntries(entries);
  const compiled = await compileTemplates(filesOf(sources, names), { ...catalog, templates });
  const all = messages.map((message, index): [SentMessage, Rendered] => {
    const { template, channel, sees } = message;
    const links = messageLinks({
      ...{ secret: 'preview', publicUrl: NOWHERE, customer: 'customer' },
      ...{ topic: templates[template]?.topic ?? '', message: `m-${String(index)}` },
    });
    const locale = localeOf(sees.customer.locale, catalog.shop.locale);
    try {
      const made = render(compiled, template, channel as Channel, { ...sees, links });
      return [message, { ...made, locale, dir: directionOf(locale) }];
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      return [message, { problem: error.message }];
    }
  });
  return new Map(all);
}
