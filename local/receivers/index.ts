export { BEHAVIOURS, type Behaviour, type Behaviours } from './behaviour';
export { spawnReceivers, type ReceiverProcess, type ReceiverProcessSettings } from './child';
export type { InboxMessage } from './inbox';
export { readReceived, type Received, type ReceivedEmail, type ReceivedSms } from './journal';
export { startReceivers, type Receivers, type ReceiverSettings } from './start';
export { authorizationOf, type TwilioAccount } from './twilio';
