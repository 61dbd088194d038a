import type { Logger as SdkLogger, LogLevel, LogMetadata } from '@temporalio/worker';
import type { Logger } from '../activities';

/** Ids, names and numbers only: what else the SDK knows may be a payload. */
const FIELDS = [
  'workflowId',
  'workflowType',
  'activityType',
  'taskQueue',
  'attempt',
  'sdkComponent',
];

function fieldsOf(meta: LogMetadata | undefined): object {
  const { error } = (meta ?? {}) as { error?: unknown };
  const fields = FIELDS.flatMap((name) => {
    const value: unknown = meta?.[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...(Object.fromEntries(fields) as object),
    ...(error instanceof Error && { error: error.message }),
  };
}

/** In an outage each waiting call says so again and again; the relay says it once. The other is meant to be so. */
const isNoise = (message: string): boolean =>
  /^gRPC call \w+ retried|^No workflows registered/.test(message);

/** The SDK's log lines as ours. Its `info` is our silence: it speaks of each bundle and each poller. */
export function sdkLogger(log: Logger): SdkLogger {
  const none = (): void => undefined;
  const warn = (message: string, meta?: LogMetadata): void => {
    if (!isNoise(message)) log.warn(fieldsOf(meta), message);
  };
  const error = (message: string, meta?: LogMetadata): void => log.error(fieldsOf(meta), message);
  return {
    log: (level: LogLevel, message, meta) => {
      if (level === 'WARN') warn(message, meta);
      if (level === 'ERROR') error(message, meta);
    },
    trace: none,
    debug: none,
    info: none,
    warn,
    error,
  };
}
