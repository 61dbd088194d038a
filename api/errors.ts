import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PermanentError, TransientError, type ErrorCode } from '../engine';
import type { ApiLog } from './options';

/** Our errors as status codes. What is not listed is a fault of ours: 500 when permanent, 503 when it may pass. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  EVENT_INVALID: 400,
  REQUEST_INVALID: 400,
  KEY_INVALID: 401,
  ROUTE_UNKNOWN: 404,
  ENROLLMENT_UNKNOWN: 404,
  CUSTOMER_UNKNOWN: 404,
  INQUIRY_UNKNOWN: 404,
  JOURNEY_UNKNOWN: 404,
  STEP_UNKNOWN: 404,
  RELEASE_UNKNOWN: 404,
  RUN_OVER: 409,
  RUN_BESIDE: 409,
  NOT_STUCK: 409,
  NOT_SKIPPABLE: 409,
  BODY_TOO_LARGE: 413,
  RATE_LIMITED: 429,
};
const RETRY_AFTER = 1000;

/** What every failed request is answered with. `problems`: where it does not fit, never quoting a value. */
export const ErrorBody = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      problems: z.array(z.string()).optional(),
    }),
  })
  .meta({ id: 'Error' });

/** @param problems - `path: what is wrong`, never the value */
export const invalid = (
  code: 'EVENT_INVALID' | 'REQUEST_INVALID',
  problems: readonly string[],
): PermanentError => new PermanentError(code, { problems: problems.join('\n') });

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly problems?: string[];
  /** ms */
  readonly retryAfter?: number;
}

function ours(error: PermanentError | TransientError): Answer {
  const { code, message, details } = error;
  const transient = error instanceof TransientError;
  const problems = details['problems'];
  const status = STATUS[code] ?? (transient ? 503 : 500);
  return {
    status,
    code,
    // A transient message may name hosts; who calls needs to know only that it may pass.
    message: status === 503 ? 'Not now. Try again when Retry-After says.' : message,
    ...(typeof problems === 'string' && { problems: problems.split('\n') }),
    ...(transient && { retryAfter: error.retryAfter ?? RETRY_AFTER }),
  };
}

function problemsOf(error: FastifyError): string[] {
  if (!hasZodFastifySchemaValidationErrors(error)) return [];
  const within = error.validationContext ?? 'request';
  return error.validation.map(
    ({ instancePath, message }) => `${within}${instancePath.replaceAll('/', '.')}: ${message}`,
  );
}

/** Fastify's own refusals in our words, so that one table tells all codes. */
function refusal(error: FastifyError): PermanentError | TransientError | undefined {
  const status = error.statusCode ?? 500;
  if (status === 413) return new PermanentError('BODY_TOO_LARGE');
  if (status === 429) {
    const retryAfter = Number((error as { retryAfter?: unknown }).retryAfter) || 60_000;
    return new TransientError('RATE_LIMITED', {}, { retryAfter });
  }
  if (status < 400 || status > 499) return undefined;
  const problems = problemsOf(error);
  return invalid('REQUEST_INVALID', problems.length > 0 ? problems : [wordsOf(error)]);
}

const WORDS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'body: not application/json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body: empty',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body: not as long as Content-Length says',
};
const wordsOf = ({ code }: FastifyError): string => WORDS[code] ?? 'body: not JSON';

/** @returns what to answer, without a word of what went wrong inside */
export function answerTo(error: unknown): Answer {
  const known =
    error instanceof PermanentError || error instanceof TransientError
      ? error
      : refusal(error as FastifyError);
  if (known) return ours(known);
  return { status: 500, code: 'INTERNAL', message: 'A fault of ours. It is in the log.' };
}

/** An error in a log: no message, which may quote a value, but where it came from. */
export function traceOf(error: unknown): object {
  const { name, code, stack = '' } = error as { name?: string; code?: unknown; stack?: string };
  const at = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { name, code, at: at.slice(0, 8).map((line) => line.trim()) };
}

export function answerErrors(app: FastifyInstance, log: ApiLog): void {
  const send = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { status, code, message, problems, retryAfter } = answerTo(error);
    if (status >= 500) {
      const route = request.routeOptions.url;
      log[status === 500 ? 'error' : 'warn']({ route, code, cause: traceOf(error) }, 'refused');
    }
    if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter / 1000));
    if (status === 401) reply.header('www-authenticate', 'Basic realm="perennial", Bearer');
    return reply.code(status).send({ error: { code, message, ...(problems && { problems }) } });
  };
  app.setErrorHandler(send);
  app.setNotFoundHandler((request, reply) =>
    send(new PermanentError('ROUTE_UNKNOWN'), request, reply),
  );
}
