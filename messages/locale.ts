const RIGHT_TO_LEFT = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
]);

/** The first that names a language: clients also send `en_US`, and things that are no locale. */
export function localeOf(...candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    try {
      const [locale] = Intl.getCanonicalLocales(candidate?.replaceAll('_', '-') ?? []);
      if (locale !== undefined) return locale;
    } catch {
      // Not a locale: the next one.
    }
  }
  return 'en';
}

/** The first that names a time zone. */
export function zoneOf(...candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    if (!candidate) continue;
    try {
      return new Intl.DateTimeFormat('en', { timeZone: candidate }).resolvedOptions().timeZone;
    } catch {
      // Not a zone: the next one.
    }
  }
  return 'UTC';
}

/** Which way a locale's script runs. */
export const directionOf = (locale: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(new Intl.Locale(locale).maximize().script ?? '') ? 'rtl' : 'ltr';
