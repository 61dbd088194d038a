import type { ShopCatalog } from '../../catalog';
import type { Names } from './names';

/** A string literal as the formatter writes it. */
export function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\');
  return text.includes("'") && !text.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}

const GOAL = 'Order Completed';

/** What asks for something ends when it is done; what only tells has no goal. */
const hasGoal = ({ kind }: Names, catalog: ShopCatalog): boolean =>
  kind === 'marketing' && Object.hasOwn(catalog.events, GOAL);

export function journeyText(names: Names, catalog: ShopCatalog): string {
  const { id, title, name, on } = names;
  const goal = hasGoal(names, catalog)
    ? `  goal: { event: ${quoted(GOAL)}, within: '30 days' },\n`
    : '';
  return `import type {} from '../catalog';
import { defineJourney } from '../engine';

/** Say here in a line what this journey is for. */
export const ${name} = defineJourney({
  id: ${quoted(id)},
  title: ${quoted(title)},
  on: ${quoted(on)},
${goal}  async run(journey) {
    const hello = await journey.send('${id}/hello');
    if (hello.status === 'skipped') return 'unreachable';

    await journey.wait('10 days', { at: '10:00' });
    await journey.send('${id}/reminder');
    return 'told';
  },
});
`;
}

interface Message {
  readonly message: string;
  readonly subject: string;
  readonly preview: string;
  readonly body: string;
}

const messagesOf = ({ title }: Names): readonly Message[] => [
  {
    message: 'hello',
    subject: title,
    preview: 'A short word from us.',
    body: 'there is news from us, and we thought of you.',
  },
  {
    message: 'reminder',
    subject: `${title}: in case you missed it`,
    preview: 'It is still there.',
    body: 'a few days ago we wrote to you with news. If you missed it: here it is again.',
  },
];

/** Who is asked or courted is told how to stop it; who is told something is not. */
const FOOTERS: Readonly<Record<Names['kind'], string>> = {
  marketing: 'footer',
  survey: 'footer-question',
  'review request': 'footer-question',
  transactional: 'footer-order',
};

const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

const mail = (
  { id, title, kind }: Names,
  { preview, body }: Message,
): string => `<mjml lang="{{lang}}" dir="{{dir}}">
  <mj-head>
    <mj-title>{{shop.name}}</mj-title>
    <mj-preview>${preview}</mj-preview>
    <mj-include path="layout/style.mjml" />
  </mj-head>
  <mj-body>
    <mj-include path="layout/header.mjml" />
    <mj-section>
      <mj-column>
        <mj-text mj-class="headline" css-class="headline">${markup(title)}</mj-text>
        <mj-text>
          Hi {{fallback customer.firstName 'there'}},
        </mj-text>
        <mj-text>
          ${body}
        </mj-text>
        <mj-button href="{{shop.url}}/${id}">Have a look</mj-button>
      </mj-column>
    </mj-section>
    <mj-include path="layout/${FOOTERS[kind]}.mjml" />
  </mj-body>
</mjml>
`;

const plainMail = (
  { id, kind }: Names,
  { body }: Message,
): string => `Hi {{fallback customer.firstName 'there'}},

${body}

Have a look: {{shop.url}}/${id}

{{> layout/${FOOTERS[kind]}.txt.hbs}}
`;

/** The files of its messages, by path. */
export const templateTexts = (names: Names): Record<string, string> =>
  Object.fromEntries(
    messagesOf(names).flatMap((one) => {
      const folder = `templates/${names.id}/${one.message}`;
      return [
        [`${folder}/subject.hbs`, `${one.subject}\n`],
        [`${folder}/email.mjml`, mail(names, one)],
        [`${folder}/email.txt.hbs`, plainMail(names, one)],
      ];
    }),
  );

/** The names of its messages, as the catalogue has them. */
export const templateNames = (names: Names): string[] =>
  messagesOf(names).map(({ message }) => `${names.id}/${message}`);

export const REVIEW = 'its stories and paths are those that were reviewed';

export const testText = ({
  id,
  name,
  on,
}: Names): string => `import { explore, reviewText, simulate, storiesOf } from '../../preview';
import { ${name} } from '../../workflows/${id}';

test('${REVIEW}', async () => {
  expect(reviewText(storiesOf(await explore(${name})))).toMatchSnapshot();
});

test('who does nothing after ${on.replaceAll("'", "\\'")} hears from us twice', async () => {
  const { steps, end } = await simulate(${name});
  const sends = steps.filter(({ step }) => step.startsWith('${id}/'));
  expect(sends.map(({ step, outcome }) => [step, outcome])).toEqual([
    ['${id}/hello#1', 'sent: email'],
    ['${id}/reminder#1', 'sent: email'],
  ]);
  expect(end).toBe('told');
});
`;
