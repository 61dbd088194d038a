import { offerRecord, productRecord, type ShopCatalog } from '../catalog';
import { hash32, type Instant, type Json, type JsonObject } from '../engine';

/** A code that a simulated customer was given. */
export interface Issued {
  readonly offer: string;
  readonly expiresAt: Instant;
  /** Of the step that issued it: the same step, the same code. */
  readonly key: string;
}

const GLYPHS = 'ABCDEFGHJKMNPQRSTWXYZ23456789';

/** In the form of the real ones, and none of them. */
const codeFor = (key: string): string =>
  [0, 1, 2]
    .map((part) => {
      let rest = hash32(`preview:code:${String(part)}:${key}`);
      return Array.from({ length: 4 }, () => {
        const glyph = GLYPHS.charAt(rest % GLYPHS.length);
        rest = Math.floor(rest / GLYPHS.length);
        return glyph;
      }).join('');
    })
    .join('-');

/** A code as a template sees it. */
export const codeRecord = (
  catalog: ShopCatalog,
  { offer, expiresAt, key }: Issued,
): JsonObject | undefined => offerRecord(catalog, { offer, expiresAt, code: codeFor(key) });

function recordOf(
  catalog: ShopCatalog,
  kind: string,
  id: Json,
  issued: ReadonlyMap<string, Issued>,
): Json {
  const code = typeof id === 'string' && kind === 'offer' ? issued.get(id) : undefined;
  if (code) return codeRecord(catalog, code) ?? id;
  return typeof id === 'string' && kind === 'product' ? (productRecord(catalog, id) ?? id) : id;
}

/** Props with their references replaced by the records, as at a real send. */
export function recordsOf(
  catalog: ShopCatalog,
  template: string,
  props: JsonObject,
  issued: ReadonlyMap<string, Issued>,
): JsonObject {
  const { refs = {} } = catalog.templates[template] ?? {};
  const loaded = Object.entries(props).map(([prop, value]): [string, Json] => {
    const kind = refs[prop];
    if (kind === undefined) return [prop, value];
    const record = (id: Json): Json => recordOf(catalog, kind, id, issued);
    return [prop, Array.isArray(value) ? (value as readonly Json[]).map(record) : record(value)];
  });
  return Object.fromEntries(loaded);
}
