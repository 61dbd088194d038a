import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDrawing } from './drawn';
import { cruise, drawing } from './imports';

/** `npm run draw`: ARCHITECTURE.md shows the imports as they are. */
const page = join(__dirname, '../ARCHITECTURE.md');
writeFileSync(page, withDrawing(readFileSync(page, 'utf8'), drawing(cruise().imports)));
