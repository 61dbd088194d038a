import { request } from 'node:http';

/** What a person sees after following a link or pressing a button. */
export interface Page {
  readonly status: number;
  readonly html: string;
}

const TIMEOUT_MS = 10_000;

/** What browsers say of a click since 2023; those before it say nothing. */
const CLICK: Readonly<Record<string, string>> = {
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-user': '?1',
};
const PERSON = { accept: 'text/html', 'user-agent': 'Mozilla/5.0 (demo)' };

function load(
  url: URL,
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<Page> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method,
      headers: { ...PERSON, ...headers },
      timeout: TIMEOUT_MS,
    });
    asked.once('timeout', () => asked.destroy(new Error('the page did not come')));
    asked.once('error', reject);
    asked.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, html: Buffer.concat(chunks).toString() });
      });
    });
    asked.end(body);
  });
}

/** Follows a link from a mail. `modern`: in a browser that says that a person clicked. */
export const follow = (link: string, modern: boolean): Promise<Page> =>
  load(new URL(link), 'GET', modern ? CLICK : {});

/** Sends the page's form as its button does. */
export function press(
  page: string,
  action: string | undefined,
  fields: Readonly<Record<string, string>>,
): Promise<Page> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(fields).toString();
  return load(new URL(action ?? page, page), 'POST', type, body);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};
const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');

/** The links of a mail, in order. */
export const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a\b[^>]*?\bhref="([^"]*)"/g)].map(([, href = '']) => plain(href));

export interface Form {
  /** Left out: the page's own address. */
  readonly action: string | undefined;
  readonly html: string;
}

export const formsOf = ({ html }: Page): Form[] =>
  [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', inside = '']) => ({
    action: /\baction="([^"]*)"/.exec(tag)?.[1],
    html: inside,
  }));

/** Whether a form has such a button. */
export const hasButton = ({ html }: Form, name: string, value: string): boolean =>
  html.includes(`<button name="${name}" value="${value}">`);
