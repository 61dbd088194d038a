import { OUTSIDE_ERRORS, type ErrorRow } from './errors-outside';

/** Every error we throw, by stable code, a room after the other. `docs/errors.md` mirrors it under test. */
export const ERRORS = {
  // engine
  DURATION_INVALID: {
    class: 'permanent',
    message:
      "Invalid duration {value}. Write '<n> minutes', '<n> hours', '<n> days' or '<n> weeks'; with a time of day, whole days.",
  },
  CLOCK_INVALID: {
    class: 'permanent',
    message: "Invalid time of day {value}. Write 24-hour 'HH:MM', such as '09:00'.",
  },
  DATE_INVALID: {
    class: 'permanent',
    message: 'Invalid date {value}. Write an ISO 8601 date or instant.',
  },
  WEIGHTS_INVALID: {
    class: 'permanent',
    message: 'The weights of split {name} sum to {sum}. Make them sum to 100.',
  },
  JOURNEY_INVALID: { class: 'permanent', message: 'Journey {journey}: {problem}.' },
  JOURNEY_UNKNOWN: {
    class: 'permanent',
    message: 'Journey {journey} is not in this release{hint?}. Add it to workflows/index.ts.',
  },
  JOURNEY_THREW: {
    class: 'permanent',
    message: 'The code of journey {journey} threw {error}. Mend it, then retry the run.',
  },
  TWO_VERBS: {
    class: 'permanent',
    message: 'Step {step} began while {open} was open. Await every step before the next.',
  },
  VERB_NOT_AWAITED: {
    class: 'permanent',
    message: 'The journey returned while step {open} was open. Await every step.',
  },
  STEP_DIFFERS: {
    class: 'permanent',
    message:
      'The kept outcomes have {kept} where the journey asks for {step}. Restart the run, or run it again from an earlier step.',
  },
  CALL_FAILED: {
    class: 'permanent',
    message: 'Step {step} failed: {error}. Mend the cause, then retry or skip the step.',
  },
  // gate
  ZONE_UNKNOWN: {
    class: 'permanent',
    message: 'Unknown time zone {zone}. Write an IANA name, such as Asia/Kolkata.',
  },
  // messages
  TEMPLATE_INVALID: {
    class: 'permanent',
    message: 'The templates do not hold together:{problems}',
  },
  TEMPLATE_UNKNOWN: {
    class: 'permanent',
    message: 'There is no template {template} for {channel}. Add its files below templates/.',
  },
  TEMPLATE_VARIABLE_MISSING: {
    class: 'permanent',
    message:
      'Template {template} uses {variable}, which this customer does not have. Guard it with #if or fallback.',
  },
  LINK_INVALID: {
    class: 'permanent',
    message: 'A signed link carries opaque ids only, of letters, digits, _ and -, 64 at most.',
  },
  // preview
  SCENARIO_INVALID: { class: 'permanent', message: 'The scenario cannot be played:{problem}' },
  JOURNEY_UNBOUNDED: {
    class: 'permanent',
    message:
      'Journey {journey} took {count} steps and goes round {loop}. Bound the loop, or allow more steps.',
  },
  JOURNEY_NOT_MADE: { class: 'permanent', message: 'No journey was made: {problem}.' },
  JOURNEYS_UNREADABLE: {
    class: 'permanent',
    message: 'The journeys of {file} cannot be read: {error}. Mend the file, then try again.',
  },
  JOURNEY_FAULTY: {
    class: 'permanent',
    message:
      "Journey {journey} would bring its customers to a standstill: {problem}. Mend it in workflows/, look at it with 'perennial explore', then start again.",
  },
  TOO_MANY_PATHS: {
    class: 'permanent',
    message:
      'Journey {journey} has more than {count} paths; most part at {step}. Split the journey, or allow more paths.',
  },
  NOT_A_STEP: {
    class: 'permanent',
    message:
      'Journey {journey} awaits something that is not a step, after {after}.{place}Await only steps.',
  },
  NOT_REPEATABLE: {
    class: 'permanent',
    message:
      'Journey {journey} does otherwise when it is run again, at {step}: {difference}. Branch on what steps return, never on Date, Math.random or anything outside.',
  },
  BACKTEST_INVALID: { class: 'permanent', message: 'The backtest cannot be run: {problem}.' },
  HISTORY_INVALID: {
    class: 'permanent',
    message: '{file} cannot be used as a history: {problem}.',
  },
  // store
  DATABASE_UNAVAILABLE: {
    class: 'transient',
    message: 'The database does not answer ({error}). Start it, or mend DATABASE_URL.',
  },
  SCHEMA_NEWER: {
    class: 'permanent',
    message: 'The schema is of a newer version ({migration}). Start that one, or restore a backup.',
  },
  FOLDER_LOCKED: {
    class: 'permanent',
    message:
      'The data folder is in use by process {pid}. Stop that process, or use another folder.',
  },
  DEMO_UNFINISHED: {
    class: 'permanent',
    message:
      'A demo of {customers} customers and {days} days, a day in {day} ms, seed {seed}, was not finished here. Give the same options or --keep to go on with it, or --fresh to begin anew.',
  },
  ENROLLMENT_UNKNOWN: {
    class: 'permanent',
    message: "There is no enrollment {enrollment}. 'perennial runs' lists those there are.",
  },
  STEP_UNKNOWN: {
    class: 'permanent',
    message:
      "Run {enrollment} has no recorded step {step}. 'perennial run <id>' lists those there are.",
  },
  INQUIRY_UNKNOWN: {
    class: 'permanent',
    message: 'There is no inquiry {inquiry}. GET /v1/inquiries lists those there are.',
  },
  CUSTOMER_UNKNOWN: { class: 'permanent', message: 'There is no such customer.' },
  // channels
  SENDER_INVALID: {
    class: 'permanent',
    message:
      "MAIL_FROM is not an address. Write 'hello@shop.example' or 'Shop <hello@shop.example>'.",
  },
  // api
  EVENT_INVALID: { class: 'permanent', message: 'This is not an event that can be kept.' },
  REQUEST_INVALID: { class: 'permanent', message: 'The request does not fit its route.' },
  BODY_TOO_LARGE: {
    class: 'permanent',
    message: 'The body is larger than 500 KB. Send it in smaller batches.',
  },
  KEY_INVALID: {
    class: 'permanent',
    message:
      'No valid key. Tracking takes a write key as the user name of Basic auth, operations take an operator key as bearer token.',
  },
  ROUTE_UNKNOWN: {
    class: 'permanent',
    message: 'There is no such route. GET /openapi.json lists those there are.',
  },
  RUN_OVER: {
    class: 'permanent',
    message: 'Run {enrollment} takes no {action}: its state is {state}.',
  },
  RUN_BESIDE: {
    class: 'permanent',
    message:
      'Run {enrollment} cannot be told again beside {other}: its customer is in {journey} already. End that one first.',
  },
  NOT_STUCK: {
    class: 'permanent',
    message:
      "Run {enrollment} is not stuck, so there is nothing to try again. 'perennial run <id>' says where it stands.",
  },
  NOT_SKIPPABLE: {
    class: 'permanent',
    message:
      'Run {enrollment} stands still in its code ({code}), not at a step. Mend the journey and retry, or end the run.',
  },
  RATE_LIMITED: {
    class: 'transient',
    message: 'Too many requests from this address. Wait as long as Retry-After says.',
  },
  // activities
  NOT_IN_CATALOG: {
    class: 'permanent',
    message:
      'The catalogue has no {kind} {name}. Put it back, or move the run to a release that does without.',
  },
  EFFECT_INPUT_INVALID: {
    class: 'permanent',
    message: 'Effect {effect} cannot take what the journey gives it: {problems}.',
  },
  PROVIDER_REFUSED: {
    class: 'permanent',
    message:
      'The provider of {channel} refuses the {fault}: {answer}. Mend that, then retry or skip the step.',
  },
  LANE_FULL: {
    class: 'transient',
    message:
      'Too many messages wait for channel {channel}; trying again. See whether its provider answers.',
  },
  ...OUTSIDE_ERRORS,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
type CodeOf<C extends ErrorRow['class']> = {
  [K in ErrorCode]: (typeof ERRORS)[K]['class'] extends C ? K : never;
}[ErrorCode];
export type PermanentCode = CodeOf<'permanent'>;
export type TransientCode = CodeOf<'transient'>;
