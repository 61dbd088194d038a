import { AST_NODE_TYPES as Kind, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { calendarDays, parseClock, parseDuration } from '../../engine';
import { createRule, JourneyReader, literalText, propertyOf } from './reader';

type Grammar = 'duration' | 'clock' | 'percent';

/** Which notation a place asks for: told by the template-literal types of the engine. */
function grammarOf(expected: ts.Type | undefined): Grammar | undefined {
  const parts = expected?.isUnion() ? expected.types : expected ? [expected] : [];
  for (const part of parts) {
    if (!(part.flags & ts.TypeFlags.TemplateLiteral)) continue;
    const texts = (part as ts.TemplateLiteralType).texts.join('#');
    if (/^# (minute|hour|day|week)s?$/.test(texts)) return 'duration';
    if (texts === '#:#') return 'clock';
    if (texts === '#%') return 'percent';
  }
  return undefined;
}

/** What a span or a time of day looks like, where no type tells: in a `const` of its own. */
function grammarLike(text: string): Grammar | undefined {
  if (/^[-+\d.e]+ (minute|hour|day|week)s?$/.test(text)) return 'duration';
  return /^\d{1,2}:\d{1,2}$/.test(text) ? 'clock' : undefined;
}

const holds = (parse: (text: string) => unknown, text: string): boolean => {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
};

const isPercent = (text: string): boolean =>
  /^\d+(\.\d+)?%$/.test(text) && Number(text.slice(0, -1)) <= 100;

/** Spans, times of day, shares and dates that the types let through but no calendar knows. */
export const durationsAndClocks = createRule({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      duration:
        "'{{text}}' is not a length of time. Write a number above 0 and its unit, ten years at most: '90 minutes', '3 hours', '2 days', '6 weeks'.",
      wholeDays:
        "With a time of day a wait counts calendar days, and '{{text}}' is not whole days. Write '2 days' or '1 week'.",
      clock:
        "'{{text}}' is not a time of day. Write 24-hour 'HH:MM' with two digits each, from '00:00' to '23:59': '09:00'.",
      percent: "'{{text}}' is not a share. Write a percentage from '0%' to '100%': '5%'.",
      days: "No day is named here, so this wait would never end. Write 'weekdays', 'monday', or ['monday', 'friday'].",
      date: "'{{text}}' is not a date. Write '2026-11-27', or an instant: '2026-11-27T08:00:00Z'.",
    },
  },
  defaultOptions: [],
  create(context) {
    const reader = new JourneyReader(context);

    /** What an expression says, in place or by a `const`. */
    const textOf = (node: TSESTree.Node | undefined): string | undefined => {
      const text = literalText(node);
      if (!node || text !== undefined) return text;
      const type = reader.typeOf(node);
      return type.isStringLiteral() ? type.value : undefined;
    };

    const problemOf = (node: TSESTree.Expression, text: string): string | undefined => {
      switch (grammarOf(reader.expectedAt(node)) ?? grammarLike(text)) {
        case 'duration':
          return holds(parseDuration, text) ? undefined : 'duration';
        case 'clock':
          return holds(parseClock, text) ? undefined : 'clock';
        case 'percent':
          return isPercent(text) ? undefined : 'percent';
        case undefined:
          return undefined;
      }
    };

    const check = (node: TSESTree.Expression): void => {
      const text = textOf(node);
      const messageId = text === undefined ? undefined : problemOf(node, text);
      if (messageId) context.report({ node, messageId: messageId as 'duration', data: { text } });
    };

    const checkDate = (node: TSESTree.Node | undefined): void => {
      const text = textOf(node);
      if (!node || text === undefined || !Number.isNaN(Date.parse(text))) return;
      context.report({ node, messageId: 'date', data: { text } });
    };

    /** With a time of day a wait counts days. */
    const checkDays = ({ arguments: [span, local] }: TSESTree.CallExpression): void => {
      const text = textOf(span);
      if (!span || text === undefined || !propertyOf(local, 'at')) return;
      if (!holds(parseDuration, text) || holds(calendarDays, text)) return;
      context.report({ node: span, messageId: 'wholeDays', data: { text } });
    };

    const checkWeekdays = (local: TSESTree.Node | undefined): void => {
      const days = propertyOf(local, 'on')?.value;
      if (days?.type === Kind.ArrayExpression && days.elements.length === 0) {
        context.report({ node: days, messageId: 'days' });
      }
    };

    return {
      Literal: check,
      TemplateLiteral: check,
      CallExpression(node) {
        const verb = reader.verbOf(node);
        if (verb === 'wait') checkDays(node);
        if (verb === 'wait' || verb === 'waitUntil') checkWeekdays(node.arguments[1]);
        if (verb === 'waitUntil') checkDate(node.arguments[0]);
        if (verb === 'waitFor') checkDate(propertyOf(node.arguments[1], 'until')?.value);
      },
    };
  },
});
