/**
 * The one clock. Without a row it is real time. Scaled, it moves by `factor` from its anchor, for at most two seconds
 * after the last beat: stopped, the product's time stands still.
 */
export const CLOCK = [
  `create table clock (
    id int primary key check (id = 1),
    factor double precision not null check (factor > 0),
    virtual_anchor bigint not null,
    real_anchor bigint not null,
    beat_at bigint not null
  )`,
  `create function perennial_real() returns bigint language sql volatile as $$
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
  $$`,
  `create function perennial_at(instant bigint) returns bigint language sql volatile as $$
    select coalesce((
      select virtual_anchor + floor(greatest(0, least(instant, beat_at + 2000) - real_anchor) * factor)::bigint from clock
    ), instant)
  $$`,
  `create function perennial_now() returns bigint language sql volatile as $$
    select perennial_at(perennial_real())
  $$`,
];
