import type { Channel, JsonObject } from '../engine';
import type { ShopCatalog } from '../catalog';
import type { Manner } from './format';

/** What a template sees. Personal data, loaded at the send, never kept. */
export interface MessageView {
  readonly customer: {
    readonly traits: JsonObject;
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
  /** The entry event with all its fields, personal ones too. `at`: ISO 8601. In templates: `event.total`. */
  readonly event: { readonly name: string; readonly at: string; readonly properties: JsonObject };
  /** Props as given, references replaced by their records (`offerRecord`, `productRecord`). */
  readonly props: JsonObject;
  readonly links: Readonly<Record<string, string>>;
}

export interface RenderedEmail {
  readonly channel: 'email';
  /** One line, no control characters. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface RenderedSms {
  readonly channel: 'sms';
  readonly body: string;
  /** What a carrier bills. */
  readonly segments: number;
}

export type RenderedMessage = RenderedEmail | RenderedSms;

/** One part, ready to render. */
export interface CompiledPart {
  readonly print: (context: unknown, manner: Manner) => string;
  /** `line:column` → the variable read there. */
  readonly variables: ReadonlyMap<string, string>;
}

export interface CompiledMessage {
  readonly required: readonly string[];
  readonly email?: {
    readonly subject: CompiledPart;
    readonly html: CompiledPart;
    readonly text: CompiledPart;
  };
  readonly sms?: { readonly body: CompiledPart };
}

export interface CompiledTemplates {
  readonly catalog: ShopCatalog;
  readonly messages: ReadonlyMap<string, CompiledMessage>;
  /** Whether this message can be rendered for this channel. */
  has(name: string, channel: Channel): boolean;
}
