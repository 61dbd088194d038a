import type { ColumnType } from 'kysely';

/** Instants are ms since epoch, UTC, on the product's clock, kept as bigint; leases are real time of the database. */
export type At = number;
/** JSON column: parsed when read, written as text. */
export type JsonColumn<T> = ColumnType<T, string, string>;
