import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withPlatforms, type Packages } from './platforms';

/** `npm run lockfile`, after any change of dependencies: completes what npm left out. */
const path = join(__dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Packages };
writeFileSync(
  path,
  `${JSON.stringify({ ...lock, packages: withPlatforms(lock.packages) }, null, 2)}\n`,
);
