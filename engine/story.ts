import type { Json } from './port';

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const words = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A recorded outcome in a few words, for the page of a run. */
export function outcomeLine(value: Json): string {
  if (!isRecord(value)) return value === null ? '' : words(value);
  const { status, reason, channel, event, skipped, passed } = value;
  if (typeof status === 'string') {
    const detail = reason ?? channel;
    return detail === undefined ? status : `${status}: ${words(detail)}`;
  }
  if (event !== undefined)
    return isRecord(event) ? `took ${words(event['name'] ?? 'it')}` : 'took it';
  if (skipped) return 'skipped by hand';
  if (passed) return 'passed';
  return typeof value['until'] === 'number'
    ? `until ${new Date(value['until']).toISOString()}`
    : 'timed out';
}
