import { ERRORS, type PermanentCode, type TransientCode } from './errors';

/** Values quoted in an error's message. Never an address, a phone number or a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | undefined>>;

const fill = (message: string, details: ErrorDetails): string =>
  message.replace(/\{(\w+)(\?)?\}/g, (_, name: string, isHint?: string) => {
    const value = details[name];
    if (isHint !== undefined) return value === undefined ? '' : ` (${value})`;
    if (typeof value !== 'string') return String(value ?? 'unknown');
    return value.startsWith('\n') ? value : `'${value}'`;
  });

/** Trying again cannot help. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError' as const;
  constructor(
    readonly code: PermanentCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(fill(ERRORS[code].message, details), options);
  }
}

/** The same call may succeed later. `retryAfter`: ms to wait at least. */
export class TransientError extends Error {
  override readonly name = 'TransientError' as const;
  constructor(
    readonly code: TransientCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions & { retryAfter?: number },
  ) {
    super(fill(ERRORS[code].message, details), options);
    if (options?.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }
  readonly retryAfter?: number;
}
