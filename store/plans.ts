/** Statements whose plans are kept: all else may change what they were made for. */
export const KEPT = /^\s*(select|insert|update|delete|with)\b/i;
/** More texts than the product has; lists of a varying length make some more. */
export const MOST = 500;

/** Names statements, so that a connection parses and plans each of them once: most of what a small statement costs. */
export class StatementNames {
  readonly #names = new Map<string, string>();

  /** @returns nothing for one that is not kept */
  of(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST || !KEPT.test(text)) return known;
    const name = `perennial_${String(this.#names.size)}`;
    this.#names.set(text, name);
    return name;
  }
}
