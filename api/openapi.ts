import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from '../catalog';
import type { Store } from '../store';
import { createApi } from './create';

/** The file that clients are generated from, kept with the sources; a test fails when it is stale. */
export const OPENAPI_FILE = join(__dirname, 'openapi.json');

/** Describing the routes asks nothing of a database. */
const nowhere = {} as Store;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function openApiText(): Promise<string> {
  const app = createApi({
    store: nowhere,
    catalog,
    temporal: { ping: async () => undefined },
    secret: '',
    writeKeys: [],
    operatorKeys: [],
    log: silent,
  });
  await app.ready();
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  await app.close();
  return text;
}

if (require.main === module) {
  void openApiText().then((text) => writeFileSync(OPENAPI_FILE, text));
}
