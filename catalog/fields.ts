import { z } from 'zod';
import type { Personal, Ref, RefKind } from './types';

const personalFields = new WeakSet<z.core.$ZodType>();
const references = new WeakMap<z.core.$ZodType, RefKind>();

/** Marks a field that no run may see: names, addresses, free text. Templates may. */
export function personal<S extends z.ZodType>(schema: S): S & Personal {
  personalFields.add(schema);
  return schema as S & Personal;
}

/**
 * A prop that travels as an id and renders as the record: `{{product.name}}`. With `N`, only those
 * ids can be written in a journey.
 */
export function ref<K extends RefKind, N extends string = string>(
  kind: K,
): z.ZodType<Ref<K> & N, Ref<K> & N> {
  const schema = z.string().min(1);
  references.set(schema, kind);
  return schema as unknown as z.ZodType<Ref<K> & N, Ref<K> & N>;
}

function inner(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schema.unwrap();
  return undefined;
}

/** Whether `personal()` marks this schema, or what it wraps. */
export function isPersonal(schema: z.core.$ZodType): boolean {
  if (personalFields.has(schema)) return true;
  const within = inner(schema);
  return within !== undefined && isPersonal(within);
}

/** The kind of record a schema refers to, one or a list of them. */
export function refKindOf(schema: z.core.$ZodType): RefKind | undefined {
  const within = schema instanceof z.ZodArray ? schema.element : inner(schema);
  return references.get(schema) ?? (within && refKindOf(within));
}

type IsPersonal<S> = S extends Personal
  ? true
  : S extends z.ZodOptional<infer I> | z.ZodNullable<infer I>
    ? IsPersonal<I>
    : false;
type PublicKey<Shape, K extends keyof Shape> = IsPersonal<Shape[K]> extends true ? never : K;

/** What a run may see of an event: its declared fields, never the personal ones. */
export type PublicFields<S extends z.ZodObject> = {
  [
    K in keyof z.infer<S> as K extends keyof S['shape'] ? PublicKey<S['shape'], K> : never
  ]: z.infer<S>[K];
};
