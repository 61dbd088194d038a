/** One message, ready to be handed over. Addresses and text live here and in the provider's hands only. */
export interface OutgoingMessage {
  /** Opaque, the same in each attempt: the local part of Message-ID, and the key of a provider that keeps keys. */
  readonly id: string;
  /** An e-mail address or an E.164 number. */
  readonly to: string;
  readonly channel: 'email' | 'sms';
  /** Left out: the sender the channel was made with. */
  readonly from?: string;
  readonly subject?: string;
  readonly html?: string;
  readonly text: string;
  /** Further headers, such as List-Unsubscribe. Email only. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time at which the attempt's socket is destroyed. */
  readonly deadline: Date;
}

/** Whose fault a refusal is: the recipient's address, this message, or our account and configuration. */
export type Fault = 'address' | 'message' | 'account';

/**
 * What a provider made of a message. Codes are the provider's own, never its text, which may quote
 * an address.
 * - `accepted`: it answers for the message from here on.
 * - `refused`: it will not take it. `suppress`: nor anything else for this address.
 * - `later`: surely not taken; another attempt may succeed. `lane`: what is throttled is all we
 *   send there, not this message. `retryAfterMs` is real time.
 * - `unknown`: handed over completely, and no answer came.
 */
export type ChannelAnswer =
  | { readonly status: 'accepted'; readonly providerId: string }
  | {
      readonly status: 'refused';
      readonly code: string;
      readonly suppress: boolean;
      readonly failure: Fault;
    }
  | {
      readonly status: 'later';
      readonly retryAfterMs: number;
      readonly code: string;
      readonly lane?: true;
    }
  | { readonly status: 'unknown'; readonly code: string; readonly reason: string };

/** What is known of an attempt whose answer was lost. Instants are real time. */
export interface LostAttempt {
  readonly to: string;
  /** The text as it was handed over; left out, when it cannot be rendered alike any more. */
  readonly text?: string;
  /** When the attempt began, and when its socket was gone at the latest. */
  readonly since: Date;
  readonly until: Date;
  /** Provider ids that the ledger knows already: those are other messages. */
  readonly known: ReadonlySet<string>;
}

/** `unknown`: the provider cannot prove either; ask again later, or leave it ambiguous. */
export type Reconciled =
  | { readonly status: 'sent'; readonly providerId: string }
  | { readonly status: 'not sent' }
  | { readonly status: 'unknown' };

/** A provider. `send` answers; it throws for a bug of ours only. */
export interface ChannelPort {
  readonly name: string;
  readonly channel: 'email' | 'sms';
  send(message: OutgoingMessage): Promise<ChannelAnswer>;
  /** Where the provider can be asked what became of an attempt. */
  reconcile?(attempt: LostAttempt): Promise<Reconciled>;
  close(): Promise<void>;
}
