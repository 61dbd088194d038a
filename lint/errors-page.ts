import type { ERRORS } from '../engine';

type Table = Readonly<Record<string, (typeof ERRORS)[keyof typeof ERRORS]>>;

const ROW = /^\| `([A-Z_]+)` \| (?:permanent|transient) \| (.*?) \| (.*?) \|$/;
const HEAD = '| code | class | what it says | how to solve it |\n| --- | --- | --- | --- |';

const cell = (text: string): string =>
  text.replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('<', '\\<').trim();

/** Codes whose row does not say how to solve them. */
export const unsolved = (page: string): string[] =>
  page.split('\n').flatMap((line) => {
    const [, code = '', , solution] = ROW.exec(line) ?? [];
    return code && !solution?.trim() ? [code] : [];
  });

/**
 * The page of errors with a row for each of the table, in its order; how to solve them is written by hand and kept.
 * @throws Error when the page has no table
 */
export function withErrors(page: string, errors: Table): string {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith('| code '));
  if (start < 0) throw new Error('The page of errors needs its table.');
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const solutions = new Map(
    lines.flatMap((line) => {
      const [, code = '', , solution = ''] = ROW.exec(line) ?? [];
      return code ? [[code, solution] as const] : [];
    }),
  );
  const rows = Object.entries(errors).map(
    ([code, row]) =>
      `| \`${code}\` | ${row.class} | ${cell(row.message)} | ${solutions.get(code) ?? ''} |`,
  );
  return [...lines.slice(0, start), HEAD, ...rows, ...lines.slice(start + length)].join('\n');
}
