import type { ReleaseView } from '../api';
import { diffText, isDifferent, releaseDiff, type JourneyDiff } from '../preview';
import { Failed, type AddCommand } from './command';
import { operations } from './operations';
import { json, when } from './terminal';
import { timezoneOption, zoneIn, type TimezoneFlag } from './timezone';

interface DiffFlags extends TimezoneFlag {
  readonly release: string;
  readonly json?: true;
  readonly exitCode?: true;
}

const HELP = `
Both are told by the same catalogue, the one before you: what is changed in it (an offer, a topic's cap, a fact) holds for
everyone as soon as a worker starts with it, is in no release, and shows no difference here. A story is found again by what happens in it and by what the
customer gets, so a longer wait is one sentence: "gets incentive on day 9 instead of day 7". The numbers of stories are
those of "perennial explore". Messages are told with the texts that they have now; a text that differs is shown by
its lines.

The release comes from the api: of "perennial up" in the data folder, or at PERENNIAL_URL with PERENNIAL_OPERATOR_KEY.

Examples
  perennial diff win-back
  perennial diff
  perennial diff win-back --release k3jq5zr2aw4t
  perennial diff --exit-code --json

Exits with 0, also when something differs; with --exit-code then with 1.`;

export const addDiff: AddCommand = (program, cli) => {
  program
    .command('diff')
    .argument('[journey]', 'its id; left out: all of workflows/ and of the release')
    .description('Tells what people will receive differently from the current release.')
    .option('--release <id>', 'another release than the current one', 'current')
    .addOption(timezoneOption())
    .option('--exit-code', 'exits with 1 when something differs')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(async (journey: string | undefined, flags: DiffFlags) => {
      const path = `/v1/releases/${encodeURIComponent(flags.release)}`;
      const release = await operations(cli.config()).get<ReleaseView>(path);
      const diffs = await releaseDiff(release, journey, zoneIn(flags));
      cli.terminal.out(
        flags.json ? json({ release: release.id, journeys: diffs }) : text(release, diffs),
      );
      if (flags.exitCode && diffs.some(isDifferent)) throw new Failed();
    });
};

function text({ id, createdAt, current }: ReleaseView, diffs: readonly JourneyDiff[]): string {
  const head = `Beside ${current ? 'the current release' : 'release'} ${id}, made ${when(createdAt)}\n`;
  const different = diffs.filter(isDifferent);
  if (different.length === 0) return `${head}\nNothing differs.\n`;
  return [head, ...different.map(diffText)].join('\n');
}
