const BEGIN = '<!-- drawn from the imports found: npm run pages -->';
const END = '<!-- end of the drawing -->';

/**
 * A page with its drawing replaced.
 * @throws Error when the page has no place for it
 */
export function withDrawing(page: string, drawing: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The page needs the lines ${BEGIN} and ${END}.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${drawing}\n\n${page.slice(end)}`;
}
