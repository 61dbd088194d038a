import { grantsOf } from '../gated';
import { siteOf, type Breach, type Checked, type Policy } from '../policy';
import { happeningsOf, momentsOf, type Message, type MomentOf, type Walk } from '../walk';

/** Why a message cannot go on this walk; nothing: it can. */
type Stop = (walk: Walk, message: MomentOf<'message'>) => string | undefined;

/** Messages that cannot go on any of the walks that come to them. */
function* neverGoes({ walks }: Checked, stop: Stop): Generator<Breach> {
  const goes = new Set<string>();
  const found: { site: string; breach: Breach }[] = [];
  for (const walk of walks) {
    for (const at of momentsOf(walk, 'message')) {
      const says = stop(walk, at);
      if (says === undefined) goes.add(siteOf(at));
      else found.push({ site: siteOf(at), breach: { walk, at, says } });
    }
  }
  for (const { site, breach } of found) if (!goes.has(site)) yield breach;
}

const isAfterNo = (walk: Walk, { at, topic }: MomentOf<'message'>): boolean =>
  happeningsOf(walk, 'unsubscribe').some(
    (one) => one.at <= at && one.properties['topic'] === topic,
  );

const titled = ({ rules }: Message): string => `“${rules.title}”`;

export const mailAfterUnsubscribe: Policy = {
  id: 'mail-after-unsubscribe',
  guards: 'No message is meant for people who have just said that they do not want it.',
  breaches: (journey) =>
    neverGoes(journey, (walk, message) =>
      message.stopped !== undefined && isAfterNo(walk, message)
        ? `${message.template} can never go: whoever comes to it has unsubscribed from ${titled(message)}.`
        : undefined,
    ),
};

const needsYes = ({ rules, channels }: Message): boolean =>
  channels.every((channel) => (rules.consent[channel] ?? 'express') === 'express');

function withoutConsent(walk: Walk, message: MomentOf<'message'>): string | undefined {
  const { template, topic, stopped } = message;
  if (stopped !== undefined && !isAfterNo(walk, message))
    return `${template} can never go: the topic ${titled(message)} allows ${message.channels.join(' and ')} to nobody.`;
  const grants = grantsOf(walk, topic);
  const index = walk.moments.indexOf(message);
  if (!needsYes(message) || grants.length === 0 || grants.some((one) => one < index))
    return undefined;
  return `${template} cannot reach those whose yes is waited for: the topic ${titled(message)} needs it first.`;
}

/** Of the ways that come to a message, those on which nobody says yes later are not about asking. */
export const mailWithoutConsent: Policy = {
  id: 'mail-without-consent',
  guards: 'No message needs a consent that whoever comes to it cannot have given.',
  *breaches(journey) {
    yield* neverGoes(journey, (walk, message) =>
      message.stopped === undefined ? undefined : withoutConsent(walk, message),
    );
    for (const walk of journey.walks) {
      for (const at of momentsOf(walk, 'message')) {
        const says = at.stopped === undefined ? withoutConsent(walk, at) : undefined;
        if (says !== undefined) yield { walk, at, says };
      }
    }
  },
};
