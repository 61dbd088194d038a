import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { explore } from '../explore';
import { loadJourneys } from '../source/load';
import { storiesOf, type Stories } from '../stories/stories';
import { reviewText } from '../stories/text';
import { withJourney, withTemplates } from './edits';
import { namesOf, type Names, type Wish } from './names';
import { journeyText, REVIEW, templateNames, templateTexts, testText } from './texts';

const ROOT = join(__dirname, '../..');

/** A journey that has been begun. */
export interface Begun {
  readonly journey: string;
  /** New files, below the project. */
  readonly written: readonly string[];
  /** Files that have a line more. */
  readonly changed: readonly string[];
  readonly stories: Stories;
}

/** The catalogue as it will be read next time. */
function catalogWith(names: Names, catalog: ShopCatalog): ShopCatalog {
  const [any] = Object.values(catalog.templates);
  if (!any) return catalog;
  const entry = { ...any, topic: names.topic, channels: ['email'] as const, refs: {} };
  const own = Object.fromEntries(templateNames(names).map((name) => [name, entry]));
  return { ...catalog, templates: { ...catalog.templates, ...own } };
}

/** A snapshot as Jest writes it. */
function snapshotText(title: string, text: string): string {
  const escaped = `\n"${text}"\n`.replaceAll(/`|\\|\$\{/g, '\\$&');
  return `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[\`${title} 1\`] = \`${escaped}\`;\n`;
}

/**
 * Writes a journey that can be run at once: its code, its messages, its test, and the review snapshot of its paths.
 * Nothing is written when anything of it is there already.
 * @throws PermanentError `JOURNEY_NOT_MADE`
 */
export async function beginJourney(wish: Wish, root: string = ROOT): Promise<Begun> {
  const names = namesOf(wish, shopCatalog, root);
  const { id } = names;
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const edits = {
    'workflows/index.ts': withJourney(read('workflows/index.ts'), names),
    'catalog/templates.ts': withTemplates(read('catalog/templates.ts'), names),
  };
  const journey = `workflows/${id}.ts`;
  const files: Record<string, string> = {
    [journey]: journeyText(names, shopCatalog),
    ...templateTexts(names),
    [`test/workflows/${id}.test.ts`]: testText(names),
  };
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write(journey, files[journey] ?? '');
  const stories = await told(join(root, journey), names).catch((error: unknown) => {
    rmSync(join(root, journey));
    throw error;
  });
  files[`test/workflows/__snapshots__/${id}.test.ts.snap`] = snapshotText(
    REVIEW,
    reviewText(stories),
  );
  for (const [file, text] of Object.entries({ ...files, ...edits })) write(file, text);
  return { journey: id, written: Object.keys(files), changed: Object.keys(edits), stories };
}

async function told(file: string, names: Names): Promise<Stories> {
  const catalog = catalogWith(names, shopCatalog);
  const [definition] = loadJourneys(file).journeys;
  if (!definition) throw new Error(`${file} has no journey`);
  return storiesOf(await explore(definition, { catalog }), catalog);
}
