/** Releases, enrollments and their runs. Instants are ms since epoch, UTC, on the product's clock. */
export const JOURNEYS = [
  `create table releases (
    id text primary key,
    created_at bigint not null,
    journeys jsonb not null,
    code text not null,
    templates jsonb not null,
    was_current boolean not null default false
  )`,
  `create table current_release (
    id int primary key check (id = 1),
    release text not null references releases,
    since bigint not null
  )`,

  `create table enrollments (
    id text primary key,
    journey text not null,
    customer text not null,
    per text not null,
    event_id text not null,
    event_number bigint not null,
    release text not null,
    generation int not null,
    state text not null check (state in ('starting', 'running', 'ended', 'turned away', 'held out')),
    reason text,
    "end" text,
    entered_at bigint not null,
    ended_at bigint,
    paused boolean not null default false,
    stuck jsonb,
    verdict text,
    asked jsonb,
    goal_event text,
    goal_until bigint,
    converted_at bigint,
    kept jsonb,
    restarted_at bigint,
    event jsonb not null
  )`,
  `create index enrollments_customer on enrollments (customer, journey, per)`,
  `create index enrollments_live on enrollments (customer) where state in ('starting', 'running')`,
  `create index enrollments_starting on enrollments (customer) where state = 'starting'`,
  `create index enrollments_running on enrollments (id) where state = 'running'`,
  `create index enrollments_goal on enrollments (customer, goal_event)
    where goal_event is not null and converted_at is null and state <> 'turned away'`,
  `create index enrollments_release on enrollments (release) where state in ('starting', 'running')`,
  `create index enrollments_stuck on enrollments (entered_at) where stuck is not null`,
  `create index enrollments_asked on enrollments (id) where asked is not null`,
  `create index enrollments_entered on enrollments (entered_at, id)`,
  `create index enrollments_journey on enrollments (journey, entered_at, id)`,

  `create table journey_pauses (
    journey text primary key,
    at bigint not null,
    by text not null
  )`,

  `create table steps (
    enrollment text not null,
    generation int not null,
    step text not null,
    verb text not null,
    value jsonb not null,
    event_id text,
    at bigint not null,
    number bigint generated always as identity unique,
    primary key (enrollment, generation, step)
  )`,
  // An event serves one wait of a run, each once.
  `create unique index steps_event on steps (enrollment, generation, event_id) where event_id is not null`,

  `create table waits (
    enrollment text primary key,
    generation int not null,
    step text not null,
    kind text not null check (kind in ('for', 'until', 'event')),
    events jsonb not null,
    until bigint not null,
    opened_at bigint not null
  )`,
  `create index waits_until on waits (until)`,

  `create table audit (
    number bigint generated always as identity primary key,
    at bigint not null,
    who text not null,
    what text not null,
    subject text not null,
    detail jsonb not null
  )`,
  `create index audit_subject on audit (subject, number)`,
];
