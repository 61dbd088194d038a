export interface ErrorRow {
  readonly class: 'permanent' | 'transient';
  /** What is wrong and the way out; `{name}` is filled from the details, `{name?}` in brackets where there is one. */
  readonly message: string;
}

/** Of the rooms that start, serve and show the product: the second half of the table. */
export const OUTSIDE_ERRORS = {
  // worker
  TEMPORAL_UNAVAILABLE: {
    class: 'transient',
    message: 'Temporal does not answer at {address} ({error}). Start it, or mend TEMPORAL_ADDRESS.',
  },
  RELEASE_UNKNOWN: {
    class: 'permanent',
    message: 'Release {release} is not in the store. Start a worker that has it.',
  },
  RELEASE_UNREADABLE: {
    class: 'permanent',
    message:
      'Release {release} cannot be told as stories: {error}. Put back into the catalogue what it names, or start a worker, which saves these journeys as a release anew.',
  },
  TURN_FAILS: {
    class: 'permanent',
    message:
      'Temporal tries the code of journey {journey} again and again, and it fails each time. Its page of the run says why; mend the journey, then retry the run.',
  },
  RELEASE_INVALID: {
    class: 'permanent',
    message: 'The journeys cannot be loaded: {error}. Mend workflows/, then start again.',
  },
  // local
  CONFIG_INVALID: { class: 'permanent', message: 'The settings do not hold together:{problems}' },
  PORT_IN_USE: {
    class: 'permanent',
    message:
      'Port {port} on {host} is in use. Stop what listens there, or set {setting} to another.',
  },
  TEMPORAL_SERVER_MISSING: {
    class: 'permanent',
    message:
      'No Temporal server was found, downloaded or built:{tried}\nTo mend it, do one of these: set TEMPORAL_ADDRESS to a server that you run; put the temporal CLI on the PATH (https://docs.temporal.io/cli); allow the download from temporal.download; install Go 1.23 or newer, so that it can be built.',
  },
  CLOCK_SCALED: {
    class: 'permanent',
    message:
      'In this data folder a day lasts {seconds} s, and its clock cannot go back to real time. Set PERENNIAL_DAY, or use another folder.',
  },
  CHILD_DIED: {
    class: 'permanent',
    message: 'The {name} ended before it was ready. The end of its log, {log}:{tail}',
  },
  // cli
  API_UNREACHABLE: {
    class: 'transient',
    message:
      "Perennial does not answer at {url} ({error}). Start it with 'perennial up', or set PERENNIAL_URL, or name its data folder with --home.",
  },
  API_REFUSED: { class: 'permanent', message: 'The api answered {status}:{error}' },
  PATH_UNUSABLE: {
    class: 'permanent',
    message:
      '{path} cannot be used: {error}. Name another, or make it one that can be read and written.',
  },
  INPUT_MISSING: {
    class: 'permanent',
    message:
      'Nothing came on standard input. Write it there in one line, or give it in place of -.',
  },
  LOGS_INVALID: {
    class: 'permanent',
    message: "{file} cannot be read as logs. 'perennial audit --dump' writes such a file.",
  },
  OPERATOR_KEY_MISSING: {
    class: 'permanent',
    message:
      'There is no operator key for {url}. Set PERENNIAL_OPERATOR_KEY, or name the data folder with --home.',
  },
  CDNOW_INVALID: {
    class: 'permanent',
    message:
      'Line {line} of {file} is not a CDNOW order: five columns of digits, a date and dollars.',
  },
} as const satisfies Record<string, ErrorRow>;
