export type {
  ChannelAnswer,
  ChannelPort,
  Fault,
  LostAttempt,
  OutgoingMessage,
  Reconciled,
} from './types';
export { parseEmail, parsePhone, parseSender, type Sender } from './address';
export { createSmtpChannel, type SmtpOptions } from './smtp';
export { createTwilioChannel, type TwilioOptions } from './twilio';
