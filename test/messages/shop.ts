import { z } from 'zod';
import { catalog, type ShopCatalog, type TemplateEntry } from '../../catalog';
import { compileTemplates, type CompiledTemplates, type MessageView } from '../../messages';

const WAY_OUT = '{{links.unsubscribe}}';

/** A message as small as it can be, in the files given. */
export const mail = (text: string): Record<string, string> => ({
  'a/b/subject.hbs': 'Hello',
  'a/b/email.mjml': `<mjml><mj-body><mj-section><mj-column><mj-text>${text} ${WAY_OUT}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  'a/b/email.txt.hbs': `${text}\n${WAY_OUT}`,
});

/** The shop with one template, `a/b`. */
export function shopWith(entry: Partial<TemplateEntry> = {}): ShopCatalog {
  const template: TemplateEntry = {
    topic: 'offers',
    channels: ['email'],
    props: z.object({}),
    refs: {},
    ...entry,
  };
  return { ...catalog, templates: { 'a/b': template } };
}

export const compile = (
  files: Record<string, string>,
  entry: Partial<TemplateEntry> = {},
): Promise<CompiledTemplates> => compileTemplates(files, shopWith(entry));

export const view = (given: Partial<MessageView> = {}): MessageView => ({
  customer: { traits: {}, locale: null, timeZone: null },
  event: { name: 'Signed Up', at: '2026-03-10T12:00:00.000Z', properties: { source: 'web' } },
  props: {},
  links: { unsubscribe: 'https://go.example.com/unsubscribe/t' },
  ...given,
});

export const customer = (
  traits: MessageView['customer']['traits'],
  locale: string | null = null,
  timeZone: string | null = null,
): Partial<MessageView> => ({ customer: { traits, locale, timeZone } });
