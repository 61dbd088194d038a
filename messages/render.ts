import { PermanentError, type Channel } from '../engine';
import { NotPrintable } from './handlebars';
import type { Manner } from './format';
import { smsSegments } from './sms';
import type { CompiledPart, CompiledTemplates, MessageView, RenderedMessage } from './types';
import { RECORD, contextOf, mannerOf } from './view';

/** Where the template engine says that something was not there. */
function placeOf(error: unknown): string {
  if (error instanceof NotPrintable) return error.place;
  const { lineNumber, column } = error as { lineNumber?: number; column?: number };
  return `${lineNumber ?? 0}:${column ?? 0}`;
}

/** Prints one part. The cause of a failure stays out: it may hold what could not be printed. */
function printPart(template: string, part: CompiledPart, context: unknown, manner: Manner): string {
  let text: string;
  try {
    text = part.print(context, manner);
  } catch (error) {
    const variable = part.variables.get(placeOf(error)) ?? 'a variable';
    throw new PermanentError('TEMPLATE_VARIABLE_MISSING', { template, variable });
  }
  if (!text.includes(RECORD)) return text;
  throw new PermanentError('TEMPLATE_VARIABLE_MISSING', {
    template,
    variable: 'a whole record as a text',
  });
}

/** A header is one line: no value can begin another. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

const paragraphs = (text: string): string =>
  `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;

/** No-break spaces, which formats of numbers use, would double what the text costs. */
const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f\u2009]/g, ' ').trim();

/** Dates and numbers of another script make a text of ours cost three times as much: then they are written as ours. */
function printSms(
  templates: CompiledTemplates,
  name: string,
  part: CompiledPart,
  { view, manner }: { readonly view: MessageView; readonly manner: Manner },
): string {
  const { catalog } = templates;
  const print = (how: Manner): string =>
    plainSpaces(printPart(name, part, contextOf(catalog, view, how), how));
  const theirs = print(manner);
  if (smsSegments(theirs).encoding === 'GSM-7') return theirs;
  const ours = print({ ...manner, locale: catalog.shop.locale });
  return smsSegments(ours).encoding === 'GSM-7' ? ours : theirs;
}

/**
 * What one customer receives. Throws rather than send a gap.
 * @throws PermanentError `TEMPLATE_UNKNOWN`, `TEMPLATE_VARIABLE_MISSING`
 */
export function render(
  templates: CompiledTemplates,
  name: string,
  channel: Channel,
  view: MessageView,
): RenderedMessage {
  const message = templates.messages.get(name);
  const manner: Manner = mannerOf(templates.catalog, view);
  const absent = message?.required.find((prop) => (view.props[prop] ?? null) === null);
  if (absent !== undefined) {
    throw new PermanentError('TEMPLATE_VARIABLE_MISSING', { template: name, variable: absent });
  }
  const context = contextOf(templates.catalog, view, manner);
  const print = (part: CompiledPart): string => printPart(name, part, context, manner);
  if (channel === 'email' && message?.email) {
    const { subject, html, text } = message.email;
    return {
      channel,
      subject: oneLine(print(subject)),
      html: print(html),
      text: paragraphs(print(text)),
    };
  }
  if (channel === 'sms' && message?.sms) {
    const body = printSms(templates, name, message.sms.body, { view, manner });
    return { channel, body, segments: smsSegments(body).segments };
  }
  throw new PermanentError('TEMPLATE_UNKNOWN', { template: name, channel });
}
