import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../engine';
import { withDrawing } from './drawn';
import { withErrors } from './errors-page';
import { cruise, drawing } from './imports';
import { shownJourneys, withJourneys } from './journeys-page';
import { withSources } from './quoted';

/** `npm run pages`: what the documents take from the sources, as it is now. */
const read = (file: string): string => readFileSync(join(__dirname, '..', file), 'utf8');
const update = (page: string, change: (text: string) => string): void =>
  writeFileSync(join(__dirname, '..', page), change(read(page)));

update('README.md', (page) => withSources(page, read));
update('ARCHITECTURE.md', (page) => withDrawing(page, drawing(cruise().imports)));
update('docs/errors.md', (page) => withErrors(page, ERRORS));

void shownJourneys().then((shown) => {
  update('docs/journeys.md', (page) => withJourneys(page, shown));
  const folder = join(__dirname, '../docs/journeys');
  mkdirSync(folder, { recursive: true });
  for (const { journey, picture } of shown) {
    writeFileSync(join(folder, `${journey}.svg`), picture);
  }
});
