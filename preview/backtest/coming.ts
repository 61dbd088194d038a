import type { Instant } from '../../engine';
import { cannotPlay } from '../cannot-play';
import { propertiesOf } from '../customer';
import type { Consent } from '../scenario';
import { takenBack } from '../taken-back';
import { changeOf } from '../telling/changes';
import type { Coming } from '../timeline';
import type { Row } from '../trace';
import type { Followed } from './ground';
import type { Enrollment, Person } from './person';
import type { Shop } from './shop';

/** What is kept of this customer, if it is they who are followed. */
export function following({ ground: { followed } }: Shop, { id }: Person): Followed | undefined {
  return followed?.customer === id ? followed : undefined;
}

/** Lets come what has its instant. */
export function expect(shop: Shop, { timeline }: Followed, person: Person): void {
  for (let coming = timeline.next(Infinity); coming; coming = timeline.next(Infinity)) {
    shop.put(coming.at, { kind: 'coming', person, coming });
  }
}

/** Is told the outcomes of a run of somebody who is followed: what comes after a step has its instant then. */
export function recording(
  shop: Shop,
  { person, chapter }: Enrollment,
): ((row: Row) => void) | undefined {
  const followed = following(shop, person);
  return (
    followed &&
    ((row) => {
      chapter?.recorded(row);
      followed.timeline.recorded(row);
      expect(shop, followed, person);
    })
  );
}

/** What somebody says of consents: journeys that have nothing left to send are over. */
function hear(shop: Shop, person: Person, words: readonly Consent[], at: Instant): void {
  if (words.length === 0) return;
  for (const word of words) person.customer.said(word, at);
  for (const enrollment of person.live) {
    const { running, journey } = enrollment;
    if (!person.customer.hasWithdrawn(journey.spec.id)) continue;
    running.world.give('consent withdrawn');
    const bell = { kind: 'event', id: 'consent withdrawn' } as const;
    shop.moves.push({ enrollment, running, why: bell });
  }
}

/** What a scenario says happens to a customer, over all journeys. @throws PermanentError `SCENARIO_INVALID` */
export function come(
  shop: Shop,
  person: Person,
  { happening, message }: Coming,
  at: Instant,
): void {
  const { customer } = person;
  if ('event' in happening) {
    const { event } = happening;
    const asked = person.live.flatMap(({ running }) => Object.entries(running.world.asked(event)));
    const about = {
      ...Object.fromEntries(asked.reverse()),
      ...(message !== undefined && { message }),
    };
    const properties = propertiesOf(customer.catalog, happening, about);
    const { known, problems } = customer.check({ event, properties });
    if (!known) throw cannotPlay(`${event}: the catalogue has no such event`);
    if (problems.length > 0) throw cannotPlay(`${event}: ${problems.join('; ')}`);
    shop.make(person, { event, properties }, at);
    return hear(shop, person, takenBack(customer.catalog, event, properties), at);
  }
  for (const change of changeOf(happening)) following(shop, person)?.diary.changed(change, at);
  if ('facts' in happening || 'segments' in happening) {
    customer.set(happening);
    shop.lookAgain(person, at);
  } else if ('consent' in happening) {
    hear(shop, person, [happening.consent], at);
  } else {
    throw cannotPlay('over all journeys only events, facts, segments and consents can come');
  }
}
