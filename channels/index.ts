export type {
  ChannelAnswer,
  ChannelPort,
  Fault,
  LostAttempt,
  OutgoingMessage,
  Reconciled,
} from './types';
export { parseEmail, parsePhone } from './address';
