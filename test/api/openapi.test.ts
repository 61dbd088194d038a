import { readFileSync } from 'node:fs';
import { openApiText } from '../../api';
import { OPENAPI_FILE } from '../../api/openapi';

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { security?: unknown; summary?: string }>>>
  >;
}

test('api/openapi.json is what the routes say; if not, npm run openapi', async () => {
  expect(await openApiText()).toBe(readFileSync(OPENAPI_FILE, 'utf8'));
});

test('each operation says what it does, and each under /v1 which key it takes', async () => {
  const { paths } = JSON.parse(await openApiText()) as Document;
  for (const [path, methods] of Object.entries(paths)) {
    for (const operation of Object.values(methods)) {
      expect([path, typeof operation.summary]).toEqual([path, 'string']);
      expect([path, Boolean(operation.security)]).toEqual([path, path.startsWith('/v1/')]);
    }
  }
});
