/** Where some of the shop's customers live. */
export interface Place {
  /** In percent of all. */
  readonly share: number;
  readonly locale: string;
  readonly timeZone: string;
  /** Mobile numbers that nobody has, each once; as many as are set aside for fiction. */
  readonly phones: readonly string[];
}

const range = (from: number, count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, index) => String(from + index).padStart(digits, '0'));

/** North America: 555-0100 to 555-0199 of any area. */
const areas = (...codes: readonly string[]): string[] =>
  codes.flatMap((code) => range(100, 100, 4).map((number) => `+1${code}555${number}`));

/** United Kingdom: the mobile range that Ofcom keeps for drama. */
const BRITISH = range(0, 1_000, 3).map((number) => `+447700900${number}`);

/** Australia: the thirty mobile numbers that the ACMA keeps for creative works. */
const AUSTRALIAN = [
  '570006', '570110', '570156', '570157', '570158', '570159', '570313', '570737', '571266', '571491', '571804', '572549',
  '572665', '572983', '573087', '573770', '574118', '574632', '575254', '575789', '576398', '576801', '577426', '577644',
  '578148', '578888', '578957', '579212', '579455', '579760',
].map((number) => `+61491${number}`); // prettier-ignore

/** Four countries, one of them with three time zones. */
export const PLACES: readonly Place[] = [
  {
    share: 30,
    locale: 'en-US',
    timeZone: 'America/New_York',
    phones: areas('212', '617', '215', '404', '305', '202'),
  },
  {
    share: 15,
    locale: 'en-US',
    timeZone: 'America/Chicago',
    phones: areas('312', '612', '214', '504'),
  },
  {
    share: 20,
    locale: 'en-US',
    timeZone: 'America/Los_Angeles',
    phones: areas('415', '206', '503', '619'),
  },
  {
    share: 15,
    locale: 'en-CA',
    timeZone: 'America/Toronto',
    phones: areas('416', '514', '613'),
  },
  { share: 12, locale: 'en-GB', timeZone: 'Europe/London', phones: BRITISH },
  { share: 8, locale: 'en-AU', timeZone: 'Australia/Sydney', phones: AUSTRALIAN },
];
