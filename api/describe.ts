import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { version } from '../package.json';

const INFO = { title: 'Perennial', description: 'Customer journeys as code.', version };
const KEYS = {
  writeKey: {
    type: 'http',
    scheme: 'basic',
    description: 'The write key as user name, no password.',
  },
  operatorKey: { type: 'http', scheme: 'bearer' },
} as const;

interface Document {
  readonly paths?: unknown;
  readonly components?: { readonly schemas?: Record<string, unknown> };
}

/** Drops the schemas that nothing names: each comes once as it is sent and once as it is received. */
function dropUnnamed({ paths, components }: Document): void {
  const schemas = components?.schemas ?? {};
  const unnamed = (name: string) => {
    const { [name]: _, ...others } = schemas;
    return !JSON.stringify([paths, others]).includes(`"#/components/schemas/${name}"`);
  };
  let dropped = 0;
  for (const name of Object.keys(schemas).filter(unnamed)) {
    delete schemas[name];
    dropped++;
  }
  if (dropped > 0) dropUnnamed({ paths, ...(components && { components }) });
}

/** Makes the OpenAPI document from the routes' own schemas. */
export function describeRoutes(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: { openapi: '3.1.0', info: INFO, components: { securitySchemes: KEYS } },
    transform: jsonSchemaTransform,
    transformObject: (question) => {
      const document = jsonSchemaTransformObject(question);
      dropUnnamed(document);
      return document;
    },
  });
}
