import { setTimeout as sleep } from 'node:timers/promises';
import { Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from '../activities';
import { TransientError } from '../engine';
import type { TemporalOptions } from './options';

export const SEARCH_ATTRIBUTES = {
  journey: defineSearchAttributeKey('PerennialJourney', SearchAttributeType.KEYWORD),
  customer: defineSearchAttributeKey('PerennialCustomer', SearchAttributeType.KEYWORD),
  release: defineSearchAttributeKey('PerennialRelease', SearchAttributeType.KEYWORD),
};

/** `IndexedValueType` of a keyword, as the operator service counts it. */
const KEYWORD = 2;
const CALL_MS = 10_000;
const BETWEEN_TRIES_MS = 500;

/** A connection that workers and the client share: that is what makes eager starts possible. */
export interface Temporal {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly namespace: string;
  /** Each call has a deadline, real ms from now, for without one it can wait for ever. */
  call<T>(work: () => Promise<T>, within?: number): Promise<T>;
  close(): Promise<void>;
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof ServiceError ? (error.cause ?? error) : error;
  if (isGrpcServiceError(cause)) return cause.details || cause.message;
  return cause instanceof Error ? cause.message : String(cause);
};

const unavailable = (address: string, error: unknown): TransientError =>
  new TransientError('TEMPORAL_UNAVAILABLE', { address, error: reasonOf(error) }, { cause: error });

async function addSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  log: Logger,
): Promise<void> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace,
    });
    const missing = Object.values(SEARCH_ATTRIBUTES).filter(
      ({ name }) => customAttributes?.[name] === undefined,
    );
    if (missing.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name }) => [name, KEYWORD])),
    });
  } catch (error) {
    // Temporal Cloud lets only its own tools add them; two workers at once meet each other's.
    log.warn(
      { error: reasonOf(error) },
      'search attributes were not added: PerennialJourney, PerennialCustomer and PerennialRelease must exist as keywords',
    );
  }
}

async function tryToConnect(options: TemporalOptions, log: Logger): Promise<NativeConnection> {
  const { address, namespace, apiKey, tls } = options;
  const connection = await NativeConnection.connect({
    address,
    ...(apiKey !== undefined && { apiKey }),
    ...(tls !== undefined && { tls }),
  });
  try {
    await connection.withDeadline(Date.now() + CALL_MS, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      await addSearchAttributes(connection, namespace, log);
    });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Connects, trying again for as long as `patience` (real ms) says.
 * @throws TransientError `TEMPORAL_UNAVAILABLE`
 */
export async function connectTemporal(
  options: TemporalOptions,
  patience: number,
  log: Logger,
): Promise<Temporal> {
  const { address, namespace } = options;
  const deadline = Date.now() + patience;
  for (let tries = 1; ; tries++) {
    try {
      const connection = await tryToConnect(options, log);
      return {
        connection,
        namespace,
        client: new Client({ connection, namespace }),
        call: (work, within = CALL_MS) => connection.withDeadline(Date.now() + within, work),
        close: () => connection.close(),
      };
    } catch (error) {
      if (Date.now() >= deadline) throw unavailable(address, error);
      if (tries % 10 === 1) log.warn({ address, error: reasonOf(error) }, 'waiting for Temporal');
      await sleep(Math.min(BETWEEN_TRIES_MS * tries, 5_000));
    }
  }
}

/** Whether an error says that Temporal did not take a call, rather than what came of it. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof ServiceError || isGrpcServiceError(error);

export const asUnavailable = (address: string, error: unknown): unknown =>
  isUnavailable(error) ? unavailable(address, error) : error;
