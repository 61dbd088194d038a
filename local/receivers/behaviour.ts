/**
 * What a receiver does with the next message. All but `accept` are for trials.
 * - `hang`: never answers. `hang-after`: takes the whole message, keeps none, never answers.
 * - `refuse`: a permanent refusal of the address. `later`: a transient one.
 * - `drop`: takes the whole message, keeps none, and cuts the connection. `keep-and-drop`: keeps it first.
 */
export const BEHAVIOURS = [
  'accept',
  'hang',
  'hang-after',
  'refuse',
  'later',
  'drop',
  'keep-and-drop',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** Changed while the receivers run. */
export interface Behaviours {
  email: Behaviour;
  sms: Behaviour;
}
