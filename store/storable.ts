/** What JSON escapes of a text that PostgreSQL cannot hold: NUL and halves of a surrogate pair. */
const UNSTORABLE = /\\u(0000|d[89a-f])/i;

const NUL = /\u0000/g;

/** A copy without the characters that PostgreSQL refuses: one such event must not block its whole batch for ever. */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value);
  if (!UNSTORABLE.test(text)) return value;
  return mended(JSON.parse(text)) as T;
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(NUL, '').replace(/\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [mended(key), mended(inner)]),
  );
}
