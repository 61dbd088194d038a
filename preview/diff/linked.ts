import vm from 'node:vm';
import type { ShopCatalog, TemplateEntry } from '../../catalog';
import { PermanentError, type AnyDefinition, type Channel } from '../../engine';

/** A release, as the api tells it. */
export interface Released {
  readonly id: string;
  /** CommonJS with Temporal's SDK left out. */
  readonly code: string;
  /** Path below templates/ → text. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Stands in for whatever a release takes from Temporal's SDK: no run is started, so nothing of it is used. */
const absent: unknown = new Proxy(() => undefined, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : absent),
  apply: () => absent,
  construct: () => absent as object,
});

const LOAD_MS = 2_000;

/**
 * The journeys of a release, run by this engine. Its code is loaded in a context of its own, which has the language
 * and nothing of the machine.
 * @throws PermanentError `RELEASE_UNREADABLE`
 */
export function linkedJourneys({ id, code }: Released): ReadonlyMap<string, AnyDefinition> {
  const module: { exports: Record<string, { definition?: AnyDefinition }> } = { exports: {} };
  let exported: [string, { definition?: AnyDefinition }][];
  try {
    const context = vm.createContext({ module, require: () => absent });
    vm.runInContext(code, context, { filename: `release-${id}.js`, timeout: LOAD_MS });
    exported = Object.entries(module.exports);
  } catch (error) {
    const told = (error as Partial<Error> | undefined)?.message ?? String(error);
    throw new PermanentError('RELEASE_UNREADABLE', { release: id, error: told });
  }
  const all = exported.map(([journey, { definition }]) => {
    if (definition) return [journey, definition] as const;
    const error = `it does not show what ${journey} is made of`;
    throw new PermanentError('RELEASE_UNREADABLE', { release: id, error });
  });
  return new Map(all);
}

const CHANNELS: Readonly<Record<string, Channel>> = { 'email.mjml': 'email', 'sms.hbs': 'sms' };

/** The catalogue, with the templates of the release that it has no more: as far as their files tell. */
export function catalogOf({ templates }: Released, catalog: ShopCatalog): ShopCatalog {
  const gone: Record<string, TemplateEntry> = {};
  const [topic = ''] = Object.keys(catalog.topics);
  const [{ props } = { props: undefined }] = Object.values(catalog.templates);
  for (const path of Object.keys(templates)) {
    const [, name = '', file = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
    const channel = CHANNELS[file];
    if (!channel || !props || Object.hasOwn(catalog.templates, name)) continue;
    gone[name] = { topic, refs: {}, props, channels: [...(gone[name]?.channels ?? []), channel] };
  }
  return { ...catalog, templates: { ...gone, ...catalog.templates } };
}
