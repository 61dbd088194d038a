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

/** Zones by the names that were asked for: a formatter takes longer to make than a message to render. */
const zones = new Map<string, string>();

function zoneNamed(name: string): string | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    zones.set(name, zone);
    return zone;
  } catch {
    return undefined;
  }
}

/** The first that names a time zone. */
export function zoneOf(...candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    const zone = candidate ? zoneNamed(candidate) : undefined;
    if (zone !== undefined) return zone;
  }
  return 'UTC';
}

/** Which way a locale's script runs. */
export const directionOf = (locale: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(new Intl.Locale(locale).maximize().script ?? '') ? 'rtl' : 'ltr';
