import type { ShopCatalog } from '../../catalog';
import { escaped } from '../backtest/charts';
import type { Legible, Rendered } from './rendered';
import { STORY_STYLE } from './story-style';
import { notesOf, settingOf, shownOf, type Shown, type ToldStory } from './told-story';

/** What a mail is shown in runs no script, opens nothing, and sends no form. Its height is read from outside. */
const SANDBOX = 'allow-same-origin';
const POLICY =
  "default-src 'none'; img-src https: data:; style-src 'unsafe-inline' https:; font-src https: data:; script-src 'unsafe-inline'";

/** Gives each mail its height, and lets none of its links lead away from the story. */
const FITTING = `
for (const frame of document.querySelectorAll('iframe')) {
  const fit = () => {
    const mail = frame.contentDocument;
    if (mail && mail.body) frame.style.height = mail.body.scrollHeight + 'px';
  };
  const shown = () => {
    frame.contentDocument?.addEventListener('click', (click) => click.preventDefault());
    fit();
  };
  frame.addEventListener('load', shown);
  shown();
  new ResizeObserver(fit).observe(frame);
}
`;

function mail(message: Legible & { channel: 'email' }, from: string): string {
  const { subject, html, text, locale, dir } = message;
  const lang = `lang="${escaped(locale)}" dir="${dir}"`;
  return `<article class="mail"><header><div class="from">${escaped(from)}</div><div class="subject" lang="${escaped(locale)}" dir="auto">${escaped(subject)}</div></header>
<iframe sandbox="${SANDBOX}" referrerpolicy="no-referrer" title="${escaped(subject)}" srcdoc="${escaped(html)}"></iframe>
<details><summary>As text</summary><pre ${lang}>${escaped(text)}</pre></details></article>`;
}

function sms({ body, segments, locale, dir }: Legible & { channel: 'sms' }): string {
  const parts = `${String(segments)} ${segments === 1 ? 'part' : 'parts'}`;
  return `<div class="bubble" lang="${escaped(locale)}" dir="${dir}" title="${parts}">${escaped(body)}</div>`;
}

function messageOf(message: Rendered, from: string): string {
  if ('problem' in message)
    return `<div class="problem">It cannot be rendered: ${escaped(message.problem)}</div>`;
  return message.channel === 'email' ? mail(message, from) : sms(message);
}

function item(
  { kind, time, journey, words, message, template }: Shown,
  { isShop }: ToldStory,
  from: string,
): string {
  const tag = isShop && journey !== undefined ? `<span class="tag">${escaped(journey)}</span>` : '';
  const what =
    message && template !== undefined ? `${words.split(' ')[0] ?? ''} ${template}` : words;
  const said = `<time>${escaped(time.slice(-5))}</time>${tag}<span class="words" dir="auto">${escaped(what)}</span>`;
  const shown = message ? messageOf(message, from) : '';
  return `<li class="${kind.replaceAll(' ', '-')}">${said}${shown}</li>`;
}

function day(number: number, shown: readonly Shown[], story: ToldStory, from: string): string {
  const date = (shown[0]?.time ?? '').slice(0, -6);
  const items = shown.map((one) => item(one, story, from)).join('\n');
  return `<section class="day"><h2>Day ${String(number)} <small>${escaped(date)}</small></h2>\n<ol>\n${items}\n</ol></section>`;
}

/** The story as a page that stands alone: the real mails in their place, in light and dark, on a phone too. */
export function storyPage(story: ToldStory, catalog: ShopCatalog): string {
  const { title } = story;
  const from = catalog.shop.name;
  const days = new Map<number, Shown[]>();
  for (const one of shownOf(story, catalog)) days.set(one.day, [...(days.get(one.day) ?? []), one]);
  const body = [...days].map(([number, shown]) => day(number, shown, story, from)).join('\n');
  const notes = notesOf(story).map((note) => `<p>${escaped(note)}</p>`);
  const head = `${settingOf(story)}. Nothing of this was sent.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title><style>${STORY_STYLE}</style></head>
<body><main><h1>${escaped(title)}</h1>
<p class="soft">${escaped(head)}</p>
${body}
${notes.length > 0 ? `<div class="notes">${notes.join('')}</div>` : ''}
</main><script>${FITTING}</script></body></html>
`;
}
