import { defineJourney, onDate, type Journey } from '../../../engine';

/*
 * What an author may get wrong, and what they are told. Each mistake stands under a comment
 * `wrong: <what> => <part of the message that helps>`; its test wants the statement below refused, by the
 * compiler or by our lint rules, with that message. This file is never run.
 */

export const names = defineJourney({
  id: 'names',
  title: 'Misspelt and left out',
  on: 'Order Placed',
  per: 'order_id',
  async run(journey) {
    // wrong: a misspelt template => Did you mean 'return/small-gift'?
    await journey.send('return/smal-gift', { offer: 'any' });

    // wrong: a missing prop => Write `journey.send('return/small-gift', { offer: … })`
    await journey.send('return/small-gift');

    // wrong: a misspelt prop => Did you mean to write 'offer'?
    await journey.send('return/small-gift', { ofer: 'any' });

    // wrong: a misspelt event => Did you mean 'Order Placed'?
    await journey.waitFor('Order Place', { within: '1 day' });

    // wrong: a wait for an event without an end => write `journey.waitFor('Order Placed', { within: '3 days' })`
    await journey.waitFor('Order Placed', {});

    // wrong: a misspelt duration => '90 minutes', '3 hours', '2 days', '6 weeks'
    await journey.wait('3 dyas');

    const order = await journey.waitFor('Order Placed', { within: '1 day' });
    // wrong: an event that may have timed out => 'order' is possibly 'undefined'
    const total = order.properties.total;

    // wrong: a field the event does not have => Did you mean to write 'order_id'?
    await journey.waitFor('Parcel Delivered', { within: '1 day', where: { orderid: 'x' } });

    // wrong: a channel the template does not have => '"sms"' is not assignable to type '"email"'
    await journey.send('return/how-are-you', {}, { channel: 'sms' });

    const gift = await journey.do('issue-offer', { offer: 'return-10', expiresIn: '3 days' });
    // wrong: an ignored refusal => readonly status: "refused"; readonly reason: "budget spent" | "limit reached"
    await journey.send('return/small-gift', { offer: gift.offer });

    // wrong: a misspelt offer => Did you mean '"return-10"'?
    await journey.do('issue-offer', { offer: 'return-11', expiresIn: '3 days' });

    // wrong: a misspelt segment => Did you mean 'regular'?
    if (await journey.is('reglar')) return total > 10 ? 'large' : 'small';

    // wrong: a field of the entry event that is not there => Did you mean 'total'?
    if (journey.event.properties.totl > 10) return 'large';
    return 'done';
  },
});

export const promises = defineJourney({
  id: 'promises',
  title: 'Answers that have not come yet',
  on: 'Order Placed',
  async run(journey) {
    // wrong: a promise in an if => Write `await journey.is(…)`
    if (journey.is('regular')) return 'regular';

    // wrong: a promise behind a not => Write `await journey.is(…)`
    if (!journey.is('regular')) return 'new';

    // wrong: a promise before && => Write `await journey.is(…)`
    const both = journey.is('regular') && true;

    // wrong: a promise before ? => Write `await journey.is(…)`
    const points = journey.is('regular') ? 100 : 50;

    // wrong: a step nobody awaits => the next step would begin while this one is open
    journey.send('return/how-are-you');

    // wrong: a step awaited later => keep its answer, not the promise
    const open = journey.is('regular');

    // wrong: steps side by side => Await one step after the other
    await Promise.all([journey.wait('1 day'), journey.wait('2 days')]);

    // wrong: a race of waits => journey.waitFor(['One', 'Other'], { within: … })
    await Promise.race([journey.wait('1 day'), journey.wait('2 days')]);

    // wrong: steps inside a callback => Write a `for … of` loop
    ['a', 'b'].forEach(async () => void (await journey.wait('1 day')));

    // wrong: the journey under another name => Use `journey` as it is
    const { send } = journey;

    // wrong: awaiting what is no step => a function of your own must take `journey`
    await elsewhere();

    // wrong: a sub-flow nobody awaits => Write `await later(…)`
    later(journey);
    return `${both} ${points} ${await open}`;
  },
});

const elsewhere = async (): Promise<number> => 1;
const later = async (journey: Journey): Promise<void> => journey.wait('1 day');

export const values = defineJourney({
  id: 'values',
  title: 'Spans, times and shares that cannot be',
  on: 'Order Placed',
  async run(journey) {
    // wrong: a negative wait => Write a number above 0 and its unit
    await journey.wait('-3 days');

    // wrong: a wait without end => ten years at most
    await journey.wait('1e9 days');

    // wrong: a wait of nothing => Write a number above 0
    await journey.wait('0 days');

    // wrong: a time of day no clock shows => from '00:00' to '23:59'
    await journey.wait('1 day', { at: '25:99' });

    // wrong: an hour of one digit => with two digits each
    await journey.wait('1 day', { at: '9:00' });

    // wrong: hours where calendar days are counted => is not whole days
    await journey.wait('36 hours', { at: '09:00' });

    // wrong: weights that leave some out => These weights sum to 80
    await journey.split('voice', { warm: 50, brisk: 30 });

    // wrong: a weight below nothing => Write each weight as a number from 0 to 100
    await journey.split('tone', { warm: 120, brisk: -20 });

    // wrong: a date no calendar has => Write '2026-11-27'
    await journey.waitUntil('2026-13-40');
    return 'done';
  },
});

export const outside = defineJourney({
  id: 'outside',
  title: 'What a replay would answer differently',
  on: 'Order Placed',
  async run(journey) {
    // wrong: chance => `await journey.split('name', { a: 50, b: 50 })`
    if (Math.random() > 0.5) return 'lucky';

    // wrong: the clock of the machine => `await journey.waitUntil(date)`
    const now = Date.now();

    // wrong: a timer of the machine => `await journey.wait('3 days')`
    setTimeout(() => undefined, 1000);

    // wrong: a call to the outside => `await journey.do(effect, …)`
    await fetch(`http://localhost/${now}`);

    // wrong: the environment => what a journey must know stands in the catalogue
    const shop = process.env['SHOP'];

    // wrong: a catch => Look at `status`
    try {
      await journey.send('return/how-are-you');
    } catch {
      return shop ?? 'failed';
    }

    // wrong: a loop without a bound => what repeats for ever is a trigger
    while (await journey.is('regular')) {
      await journey.wait('1 day');
    }

    // wrong: a count that is set back => it no longer says how often this repeats at most
    for (let round = 0; round < 3; round++) round = (await journey.is('regular')) ? 0 : round;
    return 'done';
  },
});

// wrong: state that runs would share => Declare it inside `run`
let sent = 0;
export const count = (): number => ++sent;

export const wrongPer = defineJourney({
  id: 'wrong-per',
  title: 'A field the entry event does not have',
  on: 'Order Placed',
  // wrong: a misspelt field to keep apart by => Did you mean '"basket_id"'?
  per: 'baskt_id',
  async run() {
    return 'done';
  },
});

export const noEnd = defineJourney({
  id: 'no-end',
  title: 'A path without an end',
  on: 'Order Placed',
  // wrong: a path without an end => Not all code paths return a value
  async run(journey) {
    if (await journey.is('regular')) return 'regular';
  },
});

export const wrongOn = defineJourney({
  id: 'wrong-on',
  title: 'An event there is not',
  // wrong: a misspelt event to start on => Did you mean '"Order Placed"'?
  on: 'Order Placd',
  async run() {
    return 'done';
  },
});

export const wrongOns = defineJourney({
  id: 'wrong-ons',
  title: 'One of several events there is not',
  // wrong: a misspelt event in a list => Did you mean '"Order Placed"'?
  on: ['Account Opened', 'Order Placd'],
  async run() {
    return 'done';
  },
});

export const wrongShare = defineJourney({
  id: 'wrong-share',
  title: 'More than everyone',
  on: 'Order Placed',
  // wrong: a share of more than all => Write a percentage from '0%' to '100%'
  holdout: '150%',
  async run() {
    return 'done';
  },
});

export const wrongDate = defineJourney({
  id: 'wrong-date',
  title: 'The day of a number',
  // wrong: a date that is none => is not assignable to parameter of type 'DateFact'
  on: onDate('lead-score'),
  async run() {
    return 'done';
  },
});
