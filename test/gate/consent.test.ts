import fc from 'fast-check';
import { catalog, type ShopCatalog, type Topic } from '../../catalog';
import { isAllowed, isWithdrawn, type ConsentWord } from '../../gate';

const word = (topic: string, channel: string, granted: boolean, at: number): ConsentWord => ({
  topic,
  channel,
  granted,
  at,
});

describe('a topic may use a channel', () => {
  it.each([
    ['for orders whatever was said', 'orders', 'email', [word('*', 'email', false, 1)], true],
    ['where consent is implied and nothing was said', 'offers', 'email', [], true],
    ['not where it was withdrawn', 'offers', 'email', [word('offers', 'email', false, 1)], false],
    ['not where all was withdrawn', 'offers', 'email', [word('*', 'email', false, 1)], false],
    ['where another channel was withdrawn', 'offers', 'email', [word('*', 'sms', false, 1)], true],
    [
      'where another topic was withdrawn',
      'offers',
      'email',
      [word('news', 'email', false, 1)],
      true,
    ],
    ['not where a yes is asked for and nothing was said', 'offers', 'sms', [], false],
    ['where that yes was given', 'offers', 'sms', [word('offers', 'sms', true, 1)], true],
    ['where it was given for all', 'offers', 'sms', [word('*', 'sms', true, 1)], true],
    [
      'after a newer yes',
      'offers',
      'email',
      [word('*', 'email', false, 1), word('offers', 'email', true, 2)],
      true,
    ],
    [
      'not after a newer no to all',
      'offers',
      'email',
      [word('offers', 'email', true, 1), word('*', 'email', false, 2)],
      false,
    ],
    [
      'not on a yes and a no at once',
      'offers',
      'sms',
      [word('offers', 'sms', true, 1), word('*', 'sms', false, 1)],
      false,
    ],
    [
      'never by a channel it does not name',
      'offers',
      'whatsapp',
      [word('*', 'whatsapp', true, 1)],
      false,
    ],
    [
      'never when the topic is not there',
      'toString',
      'email',
      [word('*', 'email', true, 1)],
      false,
    ],
  ] as const)('%s', (_, topic, channel, words, allowed) => {
    expect(isAllowed(catalog, words, topic, channel)).toBe(allowed);
    expect(isAllowed(catalog, [...words].reverse(), topic, channel)).toBe(allowed);
  });
});

describe('consent for a journey is withdrawn', () => {
  const refused = word('offers', 'email', false, 2);

  it('by a no to the only way that was open', () => {
    expect(isWithdrawn(catalog, [refused], 'welcome')).toBe(true);
    expect(isWithdrawn(catalog, [word('*', 'email', false, 2)], 'welcome')).toBe(true);
  });

  it('not while another of its ways is open', () => {
    expect(isWithdrawn(catalog, [refused, word('offers', 'sms', true, 1)], 'welcome')).toBe(false);
  });

  it('not by silence, nor by a no that was taken back', () => {
    expect(isWithdrawn(catalog, [], 'welcome')).toBe(false);
    expect(isWithdrawn(catalog, [word('offers', 'sms', false, 1)], 'welcome')).toBe(false);
    expect(isWithdrawn(catalog, [refused, word('offers', 'email', true, 3)], 'welcome')).toBe(
      false,
    );
  });

  it('not where one of its topics asks for none', () => {
    const topics: Record<string, Topic> = { ...catalog.topics };
    const { 'welcome/picks': picks } = catalog.templates;
    if (!picks) throw new Error('no template');
    const templates = { ...catalog.templates, 'welcome/receipt': { ...picks, topic: 'orders' } };
    const shop: ShopCatalog = { ...catalog, topics, templates };
    expect(isWithdrawn(shop, [refused], 'welcome')).toBe(false);
  });
});

it('after a no to all, later than every other word, only what needs no consent may be sent', () => {
  const words = fc.array(
    fc.record({
      topic: fc.constantFrom('*', ...Object.keys(catalog.topics)),
      channel: fc.constantFrom('email', 'sms'),
      granted: fc.boolean(),
      at: fc.integer({ min: 0, max: 9 }),
    }),
  );
  fc.assert(
    fc.property(words, fc.constantFrom('email', 'sms'), (earlier, channel) => {
      const said = [...earlier, word('*', channel, false, 10)];
      for (const [name, topic] of Object.entries(catalog.topics)) {
        expect(isAllowed(catalog, said, name, channel)).toBe(topic.consent[channel] === 'none');
      }
    }),
  );
});
