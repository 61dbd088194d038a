import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';

const SHOP = join(__dirname, '../../catalog/index.ts');

function nearest(folder: string): string | undefined {
  const file = join(folder, 'catalog', 'index.ts');
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}

/**
 * The catalogue that the journeys of a file are written in: what the nearest `catalog/index.ts`, beside the file or
 * above it, exports as `catalog`. The shop's where there is no such file.
 */
export function catalogBeside(file: string): ShopCatalog | undefined {
  const found = nearest(dirname(file));
  if (found === undefined || found === SHOP) return shopCatalog;
  return (createRequire(file)(found) as { catalog?: ShopCatalog }).catalog;
}
