import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { readTemplates, type TemplateSources } from '../../messages';

const SHOP = join(__dirname, '../../catalog/index.ts');

const TEMPLATES = join(__dirname, '../../templates');

function nearest(folder: string, ...parts: readonly string[]): string | undefined {
  const file = join(folder, ...parts);
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above, ...parts);
}

/** Folders of what the journeys of a file send: the shop's, and the nearest `templates/`, which comes on top. */
export const templatesBeside = (file: string): readonly string[] => [
  ...new Set([TEMPLATES, nearest(dirname(file), 'templates') ?? TEMPLATES]),
];

/** All template files of these folders, those of a later one on top. */
export async function templatesOf(folders: readonly string[]): Promise<TemplateSources> {
  const all = await Promise.all(folders.map(readTemplates));
  return Object.assign({}, ...all) as TemplateSources;
}

/**
 * The catalogue that the journeys of a file are written in: what the nearest `catalog/index.ts`, beside the file or
 * above it, exports as `catalog`. The shop's where there is no such file.
 */
export function catalogBeside(file: string): ShopCatalog | undefined {
  const found = nearest(dirname(file), 'catalog', 'index.ts');
  if (found === undefined || found === SHOP) return shopCatalog;
  return (createRequire(file)(found) as { catalog?: ShopCatalog }).catalog;
}
