export {
  compiledTemplates,
  compileTemplate,
  compileTemplates,
  type TemplateProblem,
  type TemplateSources,
} from './compile';
export { directionOf, localeOf } from './locale';
export { messageLinks, signLink, verifyLink } from './links';
export { readTemplates } from './read-templates';
export { render } from './render';
export { smsSegments, type SmsSize } from './sms';
export type {
  CompiledMessage,
  CompiledTemplates,
  MessageView,
  RenderedEmail,
  RenderedMessage,
  RenderedSms,
} from './types';
