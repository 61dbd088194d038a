import type { SentMessage } from '../diary';
import type { ShopStory } from '../simulate-all';
import type { Simulated } from '../simulated';
import type { ToldStory } from './told-story';

/** The trace as data, with what every message says. Instants in ms after the start. */
export function storyJson(
  { start, zone, locale, rendered, diary }: ToldStory,
  played: Simulated | ShopStory,
): object {
  const messages = played.messages.map((message: SentMessage) => {
    const { kind: _, sees: __, ...rest } = message;
    return { ...rest, ...rendered.get(message) };
  });
  const trace =
    'steps' in played ? played : { runs: played.runs, quiet: played.quiet, ahead: played.ahead };
  const told = diary.map((entry) => {
    if (entry.kind !== 'message') return entry;
    const { sees: _, ...rest } = entry;
    return rest;
  });
  const { left } = played;
  return {
    start: new Date(start).toISOString(),
    zone,
    locale,
    ...trace,
    left,
    messages,
    diary: told,
  };
}
