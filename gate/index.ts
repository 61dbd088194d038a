export { isAllowed, isWithdrawn, type ConsentWord } from './consent';
export { decide, type ChannelFacts, type Decision, type GateFacts } from './decide';
export { checkZone, dateInZone, monthOf, waitUntilLocal, type LocalRule } from './zones';
