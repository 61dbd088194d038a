/** A value that history, JSON and equality treat alike. */
export type Scalar = string | number | boolean;

/** An event as a run may see it: declared fields only, none personal. `at`: ISO 8601 instant. */
export interface EventRecord {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface EventMatch {
  readonly event: string;
  readonly where?: Readonly<Record<string, Scalar>>;
}

export const fieldsEqual = (
  properties: Readonly<Record<string, unknown>>,
  where?: Readonly<Record<string, Scalar>>,
): boolean =>
  where === undefined ||
  Object.entries(where).every(([field, value]) => properties[field] === value);

export const matches = (
  event: Pick<EventRecord, 'name' | 'properties'>,
  match: EventMatch,
): boolean => event.name === match.event && fieldsEqual(event.properties, match.where);

/** The `per` rule: an event with another value of the field is another enrollment's; without it, everyone's. */
export function concerns(
  properties: Readonly<Record<string, unknown>>,
  per: { readonly field: string; readonly value: Scalar } | undefined,
): boolean {
  const value = per && properties[per.field];
  return value === undefined || value === null || value === per?.value;
}
