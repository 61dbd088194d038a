/** What was sent and given away. Leases are real time of the database, other instants the product's clock. */
export const MESSAGES = [
  `create table messages (
    key text primary key,
    id text not null unique,
    enrollment text not null,
    customer text not null,
    journey text not null,
    template text not null,
    topic text not null,
    channel text,
    state text not null check (state in ('claimed', 'sent', 'failed', 'released', 'ambiguous', 'skipped')),
    reason text,
    owner text,
    lease_until timestamptz,
    attempts int not null,
    resend boolean not null default false,
    address_hash text,
    put_off_at bigint,
    provider_id text,
    claimed_at bigint,
    marked_at bigint
  )`,
  `create index messages_enrollment on messages (enrollment)`,
  // Frequency caps count a customer's messages of late, over all journeys.
  `create index messages_customer on messages (customer, claimed_at)`,
  `create index messages_lease on messages (lease_until) where state = 'claimed'`,
  `create index messages_ambiguous on messages (marked_at, id) where state = 'ambiguous'`,

  `create table offers (
    id text primary key,
    key text not null unique,
    offer text not null,
    customer text not null,
    code text not null unique,
    cost numeric(14, 4) not null,
    issued_at bigint not null,
    expires_at bigint not null
  )`,
  `create index offers_customer on offers (customer, offer)`,

  `create table offer_budgets (
    offer text not null,
    month text not null,
    spent numeric(18, 4) not null,
    primary key (offer, month)
  )`,
];
