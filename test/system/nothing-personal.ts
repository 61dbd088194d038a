import PostalMime from 'postal-mime';

/** All that Temporal holds of one run. */
export interface Told {
  readonly workflow: string;
  readonly history: unknown;
  /** Memo, search attributes, summary, pending activities: what its page shows beside the history. */
  readonly description: unknown;
  /** What the run says of itself when asked: current details, state. */
  readonly answers: readonly unknown[];
}

/** Shorter lines are anybody's: `Hello,`. */
const LINE = 20;
/** Shorter texts are looked for as whole words: by chance they are part of some opaque id. */
const WORD = 6;

/** Each text that something holds, decoded: bytes, JSON within them, JSON within that, URLs; keys too. */
export function* textsIn(value: unknown): Generator<string> {
  if (value instanceof Uint8Array) yield* textsIn(Buffer.from(value).toString());
  else if (typeof value === 'string') {
    yield value;
    if (/^\s*[[{"]/.test(value)) yield* textsIn(orNothing(() => JSON.parse(value) as unknown));
    if (/%[\da-f]{2}/i.test(value)) yield orNothing(() => decodeURIComponent(value)) ?? '';
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
  }
}

function orNothing<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** What is personal of someone, each with what it is. */
export interface Person {
  readonly [what: string]: string;
}

/** Lines of what people received, in each of its forms, that are long enough to be told from chance. */
export async function linesOf(received: readonly string[]): Promise<string[]> {
  const lines = new Set<string>();
  for (const raw of received) {
    const { subject = '', text = '', html = '' } = await PostalMime.parse(raw);
    const shown = html.replace(/<(style|head)[^]*?<\/\1>/g, '').replace(/<[^>]*>/g, '\n');
    for (const line of [subject, text, shown].join('\n').split('\n')) {
      if (plain(line).length > LINE) lines.add(line);
    }
  }
  return [...lines];
}

/** Case and white space do not count. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** How a personal text may be written. */
function spellings(what: string, text: string): string[] {
  const all = [text];
  if (what === 'phone') all.push(text.replace(/\D/g, '').slice(-9));
  if (what === 'email') all.push(text.split('@')[0] ?? '');
  return [...new Set(all.map(plain))].filter((one) => one !== '');
}

const holds = (told: string, wanted: string): boolean =>
  wanted.length < WORD
    ? new RegExp(`(?<![\\w-])${wanted.replace(/\W/g, '\\$&')}(?![\\w-])`).test(told)
    : told.includes(wanted);

/** @returns what is where it must not be: `<what> in <workflow>` */
export function personalIn(
  histories: readonly Told[],
  people: readonly Person[],
  lines: readonly string[],
): string[] {
  const wanted = [
    ...people.flatMap((person) =>
      Object.entries(person).flatMap(([what, text]) =>
        spellings(what, text).map((spelling) => ({ what, spelling })),
      ),
    ),
    ...lines.map((line) => ({ what: `"${line.trim()}"`, spelling: plain(line) })),
  ];
  return histories.flatMap(({ workflow, ...rest }) => {
    const told = [workflow, ...textsIn(rest)].map(plain).join('\n');
    const found = wanted.filter(({ spelling }) => holds(told, spelling));
    return [...new Set(found.map(({ what }) => `${what} in ${workflow}`))];
  });
}

/**
 * No history holds an address, a number, a name, an id of the shop, a code, a comment, or a line of a message.
 * @param received - raw mails, or texts
 */
export async function expectNothingPersonal(
  histories: readonly Told[],
  people: readonly Person[],
  received: readonly string[],
): Promise<void> {
  const lines = await linesOf(received);
  // A search of nothing, or for nothing, would find nothing.
  expect(histories.length).toBeGreaterThan(0);
  for (const told of histories) expect([...textsIn(told)].length).toBeGreaterThan(20);
  expect(people.flatMap((person) => Object.keys(person))).toEqual(
    expect.arrayContaining(['user id', 'email']),
  );
  expect(lines.length).toBeGreaterThan(received.length);
  expect(personalIn(histories, people, lines)).toEqual([]);
}
