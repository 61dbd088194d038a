/** Customers and what is known of them. Instants are ms since epoch, UTC, on the product's clock. */
export const CUSTOMERS = [
  `create table customers (
    id text primary key,
    created_at bigint not null,
    traits jsonb not null,
    email text,
    phone text,
    locale text,
    time_zone text,
    arrived bigint not null default 0,
    applied bigint not null default 0,
    rung bigint not null default 0,
    relay_owner text,
    relay_until timestamptz,
    erased_at bigint,
    merged_into text,
    refold boolean not null default false
  )`,
  // What the relay looks for: as large as what is behind, not as the table.
  `create index customers_behind on customers (arrived) where arrived > rung`,

  // Whoever has an address: it is kept in its one form.
  `create index customers_email on customers (email) where email is not null`,
  `create index customers_phone on customers (phone) where phone is not null`,

  `create table identities (
    kind text not null check (kind in ('user', 'anonymous')),
    value text not null,
    customer text not null,
    primary key (kind, value)
  )`,
  `create index identities_customer on identities (customer)`,

  `create table facts (
    customer text not null,
    fact text not null,
    state jsonb not null,
    primary key (customer, fact)
  )`,
  `create index facts_fact on facts (fact, customer)`,

  `create table consents (
    customer text not null,
    topic text not null,
    channel text not null,
    granted boolean not null,
    at bigint not null,
    source text not null,
    primary key (customer, topic, channel)
  )`,

  `create table suppressions (
    channel text not null,
    address_hash text not null,
    topic text not null default '',
    reason text not null,
    at bigint not null,
    primary key (channel, address_hash, topic)
  )`,

  // The id is a hash of source and message id: unique as they are together.
  `create table events (
    number bigint generated always as identity primary key,
    id text not null unique,
    source text not null,
    message_id text not null,
    customer text not null,
    type text not null,
    name text not null,
    properties jsonb not null,
    occurred_at bigint not null,
    accepted_at bigint not null,
    problems jsonb,
    journey text,
    applied_at bigint,
    done_at bigint
  )`,
  `create index events_customer on events (customer, number)`,
  `create index events_answers on events (accepted_at, id) where name = 'Survey Responded' and problems is null`,

  // A look that failed is tried again at \`at\`, and looks from \`since\` on, when it was to be.
  `create table due (
    customer text not null,
    trigger text not null,
    at bigint not null,
    since bigint,
    occurrence text,
    primary key (customer, trigger)
  )`,
  `create index due_at on due (at)`,

  `create table splits (
    customer text not null,
    name text not null,
    arm text not null,
    at bigint not null,
    primary key (customer, name)
  )`,
];
