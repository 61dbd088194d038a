import type { TemplateProblem } from '../../../messages';
import type { Breach, Checked, Policy } from '../policy';
import type { MessageTrial } from '../trials';

/** What a file of a template lacks, for the policy whose concern it is. */
const concernOf = ({ file, kind }: TemplateProblem): string => {
  if (kind === 'no way out') return 'way out';
  if (kind !== 'missing') return 'render';
  return { 'subject.hbs': 'subject', 'email.txt.hbs': 'text' }[file] ?? 'render';
};

type Says = (trial: MessageTrial, journey: Checked) => string | undefined;

/** Problems of files that concern it, and what it says of what was rendered. */
const ofTemplates = (
  { id, guards, concern }: { id: string; guards: string; concern: string },
  says: Says,
): Policy => ({
  id,
  guards,
  *breaches(journey) {
    for (const trial of journey.trials) yield* breachesOf(trial, concern, says(trial, journey));
  },
});

function* breachesOf(
  { walk, at, problems }: MessageTrial,
  concern: string,
  said: string | undefined,
): Generator<Breach> {
  for (const problem of problems.filter((one) => concernOf(one) === concern))
    yield { walk, at, says: `${at.template}/${problem.file} ${problem.problem}.` };
  if (said !== undefined) yield { walk, at, says: said };
}

const isBlank = (text: string): boolean => text.trim() === '';

export const templateRenders = ofTemplates(
  {
    id: 'template-renders',
    guards: 'Every message can be rendered in every locale with all that its paths give it.',
    concern: 'render',
  },
  ({ failed, locale = '' }) => (failed === undefined ? undefined : `In ${locale}: ${failed}`),
);

export const templateSubject = ofTemplates(
  { id: 'template-subject', guards: 'Every mail has a subject.', concern: 'subject' },
  ({ rendered, at }) =>
    rendered?.channel === 'email' && isBlank(rendered.subject)
      ? `The subject of ${at.template} is empty for some customers.`
      : undefined,
);

export const templateText = ofTemplates(
  { id: 'template-text', guards: 'Every mail can be read as plain text.', concern: 'text' },
  ({ rendered, at }) =>
    rendered?.channel === 'email' && isBlank(rendered.text)
      ? `The text part of ${at.template} is empty for some customers.`
      : undefined,
);

export const templateWayOut = ofTemplates(
  {
    id: 'template-way-out',
    guards: 'Whatever is not about an order or an account says how to have no more of it.',
    concern: 'way out',
  },
  () => undefined,
);

export const smsSegments = ofTemplates(
  { id: 'sms-segments', guards: 'No SMS is billed as more parts than it may.', concern: 'sms' },
  ({ rendered, at, locale = '' }, { catalog }) => {
    const { segments: most = 1 } = catalog.templates[at.template] ?? {};
    if (rendered?.channel !== 'sms' || rendered.segments <= most) return undefined;
    return `In ${locale}, ${at.template} is an SMS of ${String(rendered.segments)} parts, of ${String(most)} at most.`;
  },
);
