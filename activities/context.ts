import type { ChannelPort } from '../channels';
import type { ShopCatalog } from '../catalog';
import type {
  Answer,
  CallName,
  Calls,
  Channel,
  Instant,
  JourneySpec,
  Pending,
  RunContext,
  Step,
} from '../engine';
import type { CompiledTemplates } from '../messages';
import type { Db, LockedCustomer, Store } from '../store';

export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Compiled templates by release. Kept by the release's id, for a release never changes. */
export interface TemplateSource {
  /** @throws PermanentError `RELEASE_UNKNOWN` */
  of(release: string): Promise<CompiledTemplates>;
}

/** The journeys of a release, as data. Kept by the release's id, for a release never changes. */
export interface SpecSource {
  /** @throws PermanentError `RELEASE_UNKNOWN` */
  of(db: Db, release: string): Promise<readonly JourneySpec[]>;
}

/** What working off a customer's events needs. */
export interface ApplyDeps {
  readonly catalog: ShopCatalog;
  /** Keeps hold-outs and splits apart between shops, and signs links. */
  readonly secret: string;
  readonly specs: SpecSource;
  readonly log: Logger;
}

export interface SendLimits {
  /** A local attempt answers within this; past it the attempt goes on, and the answer is `pending`. Real ms. */
  readonly budgetMs: number;
  /** How long a claim keeps others away, by the database's clock. Longer than `handOverMs`. Real ms. */
  readonly leaseMs: number;
  /** The socket is destroyed this long after the look at what is left of the claim. Real ms. */
  readonly handOverMs: number;
  /** Ordinary attempts at once for one channel, in this process: more would only hold claims and wait. */
  readonly atOnce: number;
  /** How often a joined attempt's mark is looked for. Real ms. */
  readonly pollMs: number;
}

export interface ActivityDeps {
  readonly store: Store;
  readonly catalog: ShopCatalog;
  readonly channels: ReadonlyMap<Channel, ChannelPort>;
  readonly templates: TemplateSource;
  readonly secret: string;
  /** Where customers reach the public pages, without a slash at the end. */
  readonly publicUrl: string;
  readonly log: Logger;
  /** Local sends at once for one channel; one more is `pending` at once. */
  readonly laneSlots: number;
  readonly specs?: SpecSource;
  readonly limits?: Partial<SendLimits>;
}

export type CallActivity<K extends CallName> = (
  run: RunContext,
  input: Calls[K]['input'],
  step: Step,
) => Promise<Answer<Calls[K]['output']>>;

export type OrdinaryActivities = { readonly [K in CallName]: CallActivity<K> };

export type LocalActivities = Omit<OrdinaryActivities, 'send'> & {
  /** Bounded by the budget and the lane's slots. */
  readonly send: (
    ...call: Parameters<CallActivity<'send'>>
  ) => Promise<Answer<Calls['send']['output']> | Pending>;
  /** The product's clock: virtual ms per real ms, and its instant now. */
  readonly clock: () => Promise<{ readonly now: Instant; readonly factor: number }>;
};

export interface Activities {
  readonly local: LocalActivities;
  readonly ordinary: OrdinaryActivities;
  /** Resolves once no attempt is under way: before the store and the channels are closed. */
  drain(): Promise<void>;
  /** For a job that looks now and then: settles claims that ran out and whose runs are over. @returns how many */
  settleAbandoned(): Promise<number>;
}

export type { LockedCustomer };
