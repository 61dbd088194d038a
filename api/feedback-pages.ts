import type { Shop } from '../catalog';
import { escapeHtml, type Page } from './page';

export const SCORES = [1, 2, 3, 4, 5] as const;
export type Score = (typeof SCORES)[number];
export const LONGEST_COMMENT = 2000;

const WORDS: Readonly<Record<Score, string>> = {
  1: 'poor',
  2: 'not good',
  3: 'all right',
  4: 'good',
  5: 'very good',
};
const ENGLISH = { lang: 'en', dir: 'ltr' } as const;

const name = (score: Score): string => `${score}, ${WORDS[score]}`;

/** The best at the top, as people read. `action`: without what stands behind the token, which names another score. */
const choices = (action: string, legend: string, without?: Score): string =>
  `<form method="post" action="${escapeHtml(action)}">
<fieldset>
<legend>${escapeHtml(legend)}</legend>
${[...SCORES]
  .reverse()
  .filter((score) => score !== without)
  .map((score) => `<button name="score" value="${score}">${name(score)}</button>`)
  .join('\n')}
</fieldset>
</form>`;

/** Nothing is recorded yet: no score was chosen, or whoever followed the link may be a machine. */
export function questionPage({ name: shop }: Shop, action: string, chosen?: Score): Page {
  if (chosen === undefined) {
    const legend = `How satisfied are you with your order from ${shop}?`;
    return { ...ENGLISH, title: 'How did we do?', body: choices(action, legend) };
  }
  return {
    ...ENGLISH,
    title: `You chose ${name(chosen)}`,
    body: `<p>One more press, so that we know it was you and not a program that looks through your mail.</p>
<form method="post" action="${escapeHtml(action)}">
<button name="score" value="${chosen}">Send ${name(chosen)}</button>
</form>
${choices(action, 'Or choose another', chosen)}`,
  };
}

/** Another score was recorded before: nothing changes by a link alone. */
export const changePage = (_: Shop, action: string, given: Score, chosen: Score): Page => ({
  ...ENGLISH,
  title: `Change your answer to ${name(chosen)}?`,
  body: `<p>You told us ${name(given)} before. What we do goes by your last answer within an hour. If it is longer ago, please answer our mail too: then one of us writes to you.</p>
<form method="post" action="${escapeHtml(action)}">
<button name="score" value="${chosen}">Change it to ${name(chosen)}</button>
<button name="score" value="${given}">Leave it at ${name(given)}</button>
</form>`,
});

/** The score is recorded. What was written before is not shown again: a mail is easily passed on. */
export const thanksPage = (
  { name: shop }: Shop,
  action: string,
  { score, hasComment }: { readonly score: Score; readonly hasComment: boolean },
): Page => ({
  ...ENGLISH,
  title: 'Thank you',
  body: `<p>Your answer is with us: <strong>${name(score)}</strong>.${hasComment ? ' So is what you wrote.' : ''}</p>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="score" value="${score}">
<label for="comment">${hasComment ? 'Is there anything to add?' : 'What is the main reason for it?'}</label>
<textarea id="comment" name="comment" maxlength="${LONGEST_COMMENT}" aria-describedby="who-reads"></textarea>
<p class="note" id="who-reads">Optional. Only people at ${escapeHtml(shop)} read it.</p>
<button class="main">Send</button>
</form>
${choices(action, 'Chose the wrong one?', score)}`,
});

export const brokenPage = ({ name: shop }: Shop): Page => ({
  ...ENGLISH,
  title: 'This link does not work',
  body: `<p>It is not complete, or no longer good, so nothing was recorded. Links are sometimes cut off on their way.</p>
<p>Please use the buttons in our mail, or answer the mail: someone at ${escapeHtml(shop)} reads it.</p>`,
});

/** So much was said that this is no form for it any more. */
export const fullPage = ({ name: shop }: Shop): Page => ({
  ...ENGLISH,
  title: 'Please write to us',
  body: `<p>You have answered here many times, and all of it is with us. This was not recorded any more.</p>
<p>Please answer the mail instead: someone at ${escapeHtml(shop)} reads it.</p>`,
});
