import { z } from 'zod';
import type { JourneySpec } from '../../engine';

/** Everything the check needs, as plain data: it can be kept, read again, and doctored to try the check. Holds no address. */
export interface Logs {
  /** Message ids of the events that the api has answered for, as their sender noted them. */
  readonly accepted: readonly string[];
  readonly events: readonly LoggedEvent[];
  readonly enrollments: readonly LoggedEnrollment[];
  /** The send ledger. */
  readonly messages: readonly LoggedMessage[];
  readonly received: readonly LoggedReceived[];
  /** Journeys of the current release, and since when it is. ms since epoch, UTC. */
  readonly journeys: readonly JourneySpec[];
  readonly since: number;
  /** Topics whose messages are sent again when nobody knows whether they went out. */
  readonly resent: readonly string[];
}

export interface LoggedEvent {
  readonly id: string;
  readonly messageId: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly journey: string | null;
  readonly problems: readonly string[] | null;
  readonly acceptedAt: number;
  readonly appliedAt: number | null;
  readonly doneAt: number | null;
}

export interface LoggedEnrollment {
  readonly id: string;
  readonly journey: string;
  readonly eventId: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly stuck: string | null;
}

export interface LoggedMessage {
  readonly key: string;
  readonly id: string;
  readonly topic: string;
  readonly channel: string | null;
  readonly state: string;
  readonly reason: string | null;
  /** How often it was claimed, to be handed over. */
  readonly attempts: number;
  readonly providerId: string | null;
  /** Hash of the customer's address on that channel. */
  readonly address: string | null;
  /** When it was claimed last, ms since epoch, UTC, and the hash, keyed with the shop's secret, of the address it was for. */
  readonly claimedAt: number | null;
  readonly claimedFor: string | null;
}

export interface LoggedReceived {
  readonly kind: 'email' | 'sms';
  readonly id: string;
  readonly address: string;
  /** Hash of the same address, keyed with the shop's secret, where that is at hand. */
  readonly keyed?: string;
}

const Dumped = z.object({
  accepted: z.array(z.string()),
  events: z.array(z.looseObject({ id: z.string(), messageId: z.string() })),
  enrollments: z.array(z.looseObject({ id: z.string(), eventId: z.string() })),
  messages: z.array(
    z.looseObject({ key: z.string(), id: z.string(), state: z.string(), attempts: z.number() }),
  ),
  received: z.array(
    z.looseObject({ kind: z.enum(['email', 'sms']), id: z.string(), address: z.string() }),
  ),
  journeys: z.array(z.looseObject({ id: z.string() })),
  since: z.number(),
  resent: z.array(z.string()),
});

/** Logs from a file, as `JSON.stringify` wrote them. @throws SyntaxError, ZodError */
export const parseLogs = (text: string): Logs => Dumped.parse(JSON.parse(text)) as unknown as Logs;
