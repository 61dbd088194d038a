import type { InboxMessage, Person } from './inbox';

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --soft: #8881; --bubble: #2f7d4f; }
  * { box-sizing: border-box }
  body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
  h1 { font-size: 1.25rem; margin: 0 0 1rem }
  a { color: inherit }
  ul { list-style: none; margin: 0; padding: 0 }
  li a { display: grid; grid-template-columns: 18rem 1fr auto; gap: 0 1rem; padding: .6rem .5rem; text-decoration: none; border-top: 1px solid var(--line) }
  li a:hover { background: var(--soft) }
  .who { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .what { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .faint, time { opacity: .65; font-size: .85em; white-space: nowrap }
  .sms { margin: .75rem 0; max-width: 28rem }
  .sms p { background: var(--bubble); color: #fff; border-radius: 1rem 1rem 1rem .25rem; padding: .6rem .9rem; margin: 0 0 .15rem; white-space: pre-wrap; overflow-wrap: anywhere }
  .mail { border: 1px solid var(--line); border-radius: .5rem; margin: .75rem 0; padding: .6rem .9rem; display: block; text-decoration: none }
  .mail:hover { background: var(--soft) }
  iframe { width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: .5rem; background: #fff }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 1rem; border-radius: .5rem }
  @media (max-width: 40rem) { li a { grid-template-columns: 1fr auto } .what { grid-row: 2; grid-column: 1 / 3 } }
`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`;

const time = (at: string): string =>
  `<time datetime="${escape(at)}">${escape(at.slice(0, 19).replace('T', ' '))}</time>`;
const messages = (count: number): string =>
  `${String(count)} ${count === 1 ? 'message' : 'messages'}`;
const summary = ({ kind, subject, preview }: InboxMessage): string =>
  kind === 'sms'
    ? `<span class="faint">SMS</span> ${escape(preview)}`
    : `${escape(subject)} <span class="faint">${escape(preview)}</span>`;

/** Everyone who received something. */
export function peoplePage(people: readonly Person[], count: number): string {
  const rows = people.map(
    ({ id, to, count: own, newest }) =>
      `<li><a href="/inbox?person=${id}"><span class="who">${escape(to)}</span>
<span class="what">${summary(newest)}</span><span class="faint">${messages(own)} · ${time(newest.at)}</span></a></li>`,
  );
  const none = '<p class="faint">Nothing has been sent yet. This page shows it once it is.</p>';
  return page(
    'Inbox',
    `<h1>Inbox <span class="faint">${messages(count)}</span></h1>${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : none}`,
  );
}

/** What one person received, the newest first: mails as cards, SMS as bubbles. */
export function personPage(received: readonly InboxMessage[]): string {
  const to = received[0]?.to ?? 'Nobody';
  const cards = received.map((message) =>
    message.kind === 'sms'
      ? `<div class="sms"><p>${escape(message.text)}</p><span class="faint">SMS from ${escape(message.from)} · ${time(message.at)}</span></div>`
      : `<a class="mail" href="/inbox/${String(message.number)}"><strong>${escape(message.subject)}</strong><br>
${escape(message.preview)}<br><span class="faint">${escape(message.from)} · ${time(message.at)}</span></a>`,
  );
  return page(
    to,
    `<p><a href="/inbox">Inbox</a></p><h1>${escape(to)} <span class="faint">${messages(received.length)}</span></h1>${cards.join('')}`,
  );
}

/** One mail. What came in it is shown in a frame that may neither run scripts nor reach this page. */
export function messagePage(message: InboxMessage): string {
  const back = `<p><a href="/inbox">Inbox</a> · <a href="/inbox?person=${message.person}">${escape(message.to)}</a></p>`;
  const head = `<h1>${escape(message.subject || 'SMS')}</h1>
<p class="faint">From ${escape(message.from)} · ${time(message.at)} · ${escape(message.id)}</p>`;
  const html = message.html
    ? `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="The mail" src="/inbox/${String(message.number)}/body"></iframe><h2>As text</h2>`
    : '';
  return page(
    message.subject || message.to,
    `${back}${head}${html}<pre>${escape(message.text)}</pre>`,
  );
}

/** The mail's own HTML; its links open in a tab of their own. */
export const bodyPage = ({ html }: InboxMessage): string => `<base target="_blank">${html}`;
export const BODY_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'; font-src data: https:";
