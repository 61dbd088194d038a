import { journeyTopics, type ShopCatalog } from '../catalog';
import type { Instant } from '../engine';

/** What a customer said once. `topic` `'*'`: of every topic that asks for consent. */
export interface ConsentWord {
  readonly topic: string;
  readonly channel: string;
  readonly granted: boolean;
  readonly at: Instant;
}

/** The newest word on a topic and channel: the topic's own, or the one for all. Of two at once, the no. */
function newest(
  words: readonly ConsentWord[],
  topic: string,
  channel: string,
): ConsentWord | undefined {
  let last: ConsentWord | undefined;
  for (const word of words) {
    if (word.channel !== channel || (word.topic !== topic && word.topic !== '*')) continue;
    if (!last || word.at > last.at || (word.at === last.at && !word.granted)) last = word;
  }
  return last;
}

/** Whether a topic may use a channel to write to a customer who said this. A channel that the topic does not name: never. */
export function isAllowed(
  catalog: ShopCatalog,
  words: readonly ConsentWord[],
  topic: string,
  channel: string,
): boolean {
  const rules: Readonly<Record<string, string | undefined>> = catalog.topics[topic]?.consent ?? {};
  const rule = rules[channel];
  if (rule === undefined) return false;
  if (rule === 'none') return true;
  const granted = newest(words, topic, channel)?.granted;
  return rule === 'implied' ? granted !== false : granted === true;
}

/** Whether a customer took back their word, and nothing that this journey sends may reach them any more. */
export function isWithdrawn(
  catalog: ShopCatalog,
  words: readonly ConsentWord[],
  journey: string,
): boolean {
  if (words.length === 0) return false;
  const ways = journeyTopics(catalog, journey).flatMap((topic) =>
    Object.keys(catalog.topics[topic]?.consent ?? {}).map((channel) => ({ topic, channel })),
  );
  return (
    ways.some(({ topic, channel }) => newest(words, topic, channel)?.granted === false) &&
    !ways.some(({ topic, channel }) => isAllowed(catalog, words, topic, channel))
  );
}
