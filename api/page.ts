import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const STYLE = `
body { font: 1.0625rem/1.6 system-ui, sans-serif; color: #1c2024; background: #f6f6f4; margin: 0; }
main { max-width: 32rem; margin: 12vh auto 0; padding: 2rem; background: #fff; border-radius: 0.75rem; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 0.75rem; }
form { display: grid; gap: 0.75rem; margin-top: 1.5rem; }
button { font: inherit; padding: 0.7rem 1rem; border: 1px solid #1c2024; border-radius: 0.5rem; background: #fff; color: inherit; cursor: pointer; }
form > button:first-child, button.main { background: #1c2024; color: #fff; }
fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
legend, label { padding: 0; font-weight: 600; }
legend { margin-bottom: 0.5rem; }
textarea { font: inherit; color: inherit; box-sizing: border-box; width: 100%; min-height: 7rem; padding: 0.7rem; border: 1px solid #6b7075; border-radius: 0.5rem; }
.note { font-size: 0.9375rem; color: #55595e; margin: 0; }
button:focus-visible, textarea:focus-visible { outline: 3px solid #4f8cff; outline-offset: 2px; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but our own style and our own form; the address of the page, which holds a token, goes nowhere. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
};

export interface Page {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  readonly body: string;
}

/** @param page - its body is HTML, escaped by whoever wrote it */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const { lang, dir, title, body } = page;
  return reply.headers(HEADERS).type('text/html; charset=utf-8').send(`<!doctype html>
<html lang="${escapeHtml(lang)}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`);
}
