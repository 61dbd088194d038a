import { inSegment, type TemplateEntry, type Topic } from '../catalog';
import {
  PermanentError,
  parseDuration,
  type Answer,
  type Calls,
  type Channel,
  type Sent,
} from '../engine';
import {
  decide,
  isAllowed,
  isWithdrawn,
  verdictFor,
  type ChannelFacts,
  type GateFacts,
} from '../gate';
import type { MessageView } from '../messages';
import {
  addressHash,
  claimMessage,
  isClaimable,
  messageIdOf,
  readSend,
  skipMessage,
  type Message,
  type NewMessage,
  type SendFacts,
} from '../store';
import { addressOf, channelsFor, claimedAddress, entryOf, type Ways } from './addresses';
import { askAgainAt, endRun, record, type Scene } from './call';
import type { Visit } from './lanes';
import { viewFor } from './view';

export type SendInput = Calls['send']['input'];

/** A claim of ours, with all that the hand-over needs. */
export interface Claimed {
  readonly found: 'claimed';
  readonly message: Message;
  readonly channel: Channel;
  readonly topic: Topic;
  readonly to: string;
  readonly view: MessageView;
}

/** A claim whose lease ran out without a mark: nobody knows what became of it. */
export interface Lost {
  readonly found: 'lost';
  readonly message: Message;
  readonly topic: Topic;
  /** Where it went; null where that is not known any more. */
  readonly to: string | null;
  readonly view: MessageView | undefined;
}

/** `joined`: another attempt is under way. `full`: the lane has no room for it. */
export type Gated =
  | Claimed
  | Lost
  | { readonly found: 'joined' }
  | { readonly found: 'full'; readonly channel: Channel };

/** Who asks: an owner of claims, and its place in the lane. */
export interface Attempt {
  readonly owner: string;
  readonly place: Pick<Visit, 'take' | 'wait'>;
}

/** What is asked for, by the catalogue and by what this installation can send. */
interface Meant extends Ways {
  readonly entry: TemplateEntry;
  readonly topic: Topic;
}

function meant({ deps }: Scene, { template, channel }: SendInput): Meant {
  const entry = entryOf(deps.catalog, template);
  if (!entry) throw new PermanentError('NOT_IN_CATALOG', { kind: 'template', name: template });
  const topic = deps.catalog.topics[entry.topic];
  if (!topic) throw new PermanentError('NOT_IN_CATALOG', { kind: 'topic', name: entry.topic });
  return { entry, topic, ...channelsFor(deps, entry, channel) };
}

const newMessage = (
  { run, step, customer }: Scene,
  id: string,
  template: string,
  topic: string,
  channel: Channel | null,
): NewMessage => ({
  key: step.key,
  id,
  enrollment: run.enrollment,
  customer: customer.id,
  journey: run.journey,
  template,
  topic,
  channel,
});

const hashesOf = ({ deps, customer }: Scene, channels: readonly Channel[]) =>
  channels.flatMap((channel) => {
    const to = addressOf(customer, channel);
    return to === null ? [] : [{ channel, addressHash: addressHash(deps.secret, channel, to) }];
  });

function channelFacts(
  { deps, customer, run }: Scene,
  topic: string,
  channels: readonly Channel[],
  { consents, suppressed }: SendFacts,
): { channels: ChannelFacts[]; withdrawn: boolean } {
  // A no that somebody erased had said stands until this customer says yes; it takes back nothing of theirs.
  const refused = suppressed.flatMap(({ topic: of, ...rest }) =>
    of === null ? [] : [{ ...rest, topic: of, granted: false }],
  );
  const words = [...consents, ...refused];
  return {
    withdrawn: isWithdrawn(deps.catalog, consents, run.journey),
    channels: channels.map((channel) => ({
      channel,
      address: addressOf(customer, channel) !== null,
      suppressed: suppressed.some((one) => one.channel === channel && one.topic === null),
      consent: isAllowed(deps.catalog, words, topic, channel),
    })),
  };
}

/** The segment that holds the topic back, if the customer is in one now. */
function heldBy(
  { deps, customer }: Scene,
  { heldBy: segments }: Topic,
  states: SendFacts['facts'],
): Pick<GateFacts, 'held'> {
  const held = segments.find((one) => inSegment(deps.catalog, one, states, customer.now));
  return held === undefined ? {} : { held };
}

function factsFor(
  scene: Scene,
  input: SendInput,
  { entry, topic, served, channels }: Meant,
  { known, view }: { known: SendFacts; view: MessageView | undefined },
): GateFacts {
  const { state, customer, step } = scene;
  const told = channelFacts(scene, entry.topic, channels, known);
  const verdict =
    verdictFor(state.verdict, topic.kind, input.due, state.begunAt) ??
    (told.withdrawn ? 'consent withdrawn' : null);
  return {
    // Paused or not, a run that is over ends.
    paused: state.paused !== null && verdict === null,
    verdict,
    erased: customer.erasedAt !== null,
    ...(step.skip && { skip: true }),
    template: { channels: told.channels },
    due: input.due,
    ...(input.within !== undefined && { within: parseDuration(input.within) }),
    ...(topic.lateAfter !== undefined && { lateAfter: parseDuration(topic.lateAfter) }),
    ...heldBy(scene, topic, known.facts),
    available: view !== undefined,
    deliverable: served,
  };
}

/** What the ledger says already, where no step row does: a generation went on while it was marked. */
async function fromLedger(scene: Scene, message: Message): Promise<Answer<Sent>> {
  if (message.state === 'sent' || message.state === 'ambiguous') return sentAs(scene, message);
  const reason = message.state === 'failed' ? 'undeliverable' : message.reason;
  return record<Sent>(scene, { status: 'skipped', reason } as Sent);
}

export const sentAs = (scene: Scene, { channel, id }: Message): Promise<Answer<Sent>> =>
  record<Sent>(scene, { status: 'sent', channel: String(channel), message: id });

/** Decides, and where the answer is yes claims: one transaction under the customer's lock. */
export async function gateAndClaim(
  scene: Scene,
  input: SendInput,
  attempt: Attempt,
): Promise<Answer<Sent> | Gated> {
  const { tx, deps, customer, step, state } = scene;
  const what = meant(scene, input);
  const known = await readSend(tx, {
    ...{ key: step.key, customer: customer.id, event: state.eventId },
    addresses: hashesOf(scene, what.channels),
  });
  const { message: present, event } = known;
  if (present?.state === 'claimed' && (present.leaseLeft ?? 0) > 0) return { found: 'joined' };
  // A message that was carried over from another generation kept the id it was made with.
  const id = present?.id ?? messageIdOf(step.key);
  const view = await viewFor(scene, what.entry, input.props, { message: id, event });
  if (present?.state === 'claimed') {
    const to = claimedAddress(deps.secret, customer, present);
    return { found: 'lost', message: present, topic: what.topic, to, view };
  }
  if (present && !isClaimable(present)) return fromLedger(scene, present);

  const decision = decide(factsFor(scene, input, what, { known, view }), customer.now);
  const message = (channel: Channel | null) =>
    newMessage(scene, id, input.template, what.entry.topic, channel);
  switch (decision.status) {
    case 'later':
      return askAgainAt(scene, decision);
    case 'parked':
      return decision;
    case 'end':
      await skipMessage(tx, message(null), { reason: decision.end, now: customer.now });
      return endRun(scene, decision.end);
    case 'skip':
      await skipMessage(tx, message(null), { reason: decision.reason, now: customer.now });
      if (present?.resend) return sentAs(scene, present);
      return record<Sent>(scene, { status: 'skipped', reason: decision.reason });
    case 'send': {
      const to = addressOf(customer, decision.channel);
      if (!view || to === null) throw new Error('the gate let pass what cannot be sent');
      if (!attempt.place.take(decision.channel))
        return { found: 'full', channel: decision.channel };
      const { owner } = attempt;
      const claim = await claimMessage(tx, message(decision.channel), {
        owner,
        leaseMs: deps.limits.leaseMs,
        addressHash: addressHash(deps.secret, decision.channel, to),
        now: customer.now,
      });
      if (claim.status !== 'claimed') return { found: 'joined' };
      const { channel } = decision;
      return { found: 'claimed', message: claim.message, channel, topic: what.topic, to, view };
    }
  }
}
