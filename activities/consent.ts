import type { ShopCatalog } from '../catalog';
import { journeyTopics } from '../catalog';
import type { ConsentRow } from '../store';

/** What the customer said of a topic and channel; the later of the topic's own word and the one for all. */
function said(consents: readonly ConsentRow[], topic: string, channel: string) {
  return consents
    .filter((one) => one.channel === channel && (one.topic === topic || one.topic === '*'))
    .reduce<ConsentRow | undefined>(
      (newest, one) => (newest && newest.at >= one.at ? newest : one),
      undefined,
    );
}

/** Whether a topic may use a channel to write to a customer who said this. A channel the topic does not name: never. */
export function isAllowed(
  catalog: ShopCatalog,
  consents: readonly ConsentRow[],
  topic: string,
  channel: string,
): boolean {
  const rules: Readonly<Record<string, string | undefined>> = catalog.topics[topic]?.consent ?? {};
  const rule = rules[channel];
  if (rule === undefined) return false;
  if (rule === 'none') return true;
  const granted = said(consents, topic, channel)?.granted;
  return rule === 'implied' ? granted !== false : granted === true;
}

/** Whether a customer took back their word, and nothing that this journey sends may reach them any more. */
export function isWithdrawn(
  catalog: ShopCatalog,
  consents: readonly ConsentRow[],
  journey: string,
): boolean {
  const pairs = journeyTopics(catalog, journey).flatMap((topic) =>
    Object.keys(catalog.topics[topic]?.consent ?? {}).map((channel) => ({ topic, channel })),
  );
  return (
    pairs.some(({ topic, channel }) => said(consents, topic, channel)?.granted === false) &&
    !pairs.some(({ topic, channel }) => isAllowed(catalog, consents, topic, channel))
  );
}
