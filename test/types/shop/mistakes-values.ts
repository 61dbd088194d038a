import { defineJourney, entered, every, inactive } from '../../../engine';

/*
 * Values out of range where no type shows it, and names around a journey: see `mistakes.ts`. This file is never run.
 */

// wrong: a span of nothing, under a name => Write a number above 0 and its unit
const NOTHING = '0 days';

// wrong: a time that no clock shows, under a name => from '00:00' to '23:59'
const LATE = '24:30';

const LONG_AFTER = '36 hours';
const NO_DAY = '2026-02-41';
const HALF = 50;

export const values = defineJourney({
  id: 'named-values',
  title: 'Spans, times and shares under a name',
  on: 'Order Placed',
  // wrong: a re-entry after nothing => Write a number above 0 and its unit
  reenter: { after: '0 days' },
  // wrong: a goal without a window => ten years at most
  goal: { event: 'Order Placed', within: '9999 weeks' },
  async run(journey) {
    await journey.wait(NOTHING, { at: LATE });

    // wrong: hours where days are counted, under a name => is not whole days
    await journey.wait(LONG_AFTER, { at: '09:00' });

    // wrong: a span of nothing, put together => Write a number above 0 and its unit
    await journey.wait(`${0} days`);

    // wrong: a day that no calendar has, under a name => Write '2026-11-27'
    await journey.waitUntil(NO_DAY);

    // wrong: weights that cannot be read in place => Write each weight as a number from 0 to 100
    await journey.split('voice', { warm: HALF, brisk: 50 });

    // wrong: no day of the week => this wait would never end
    await journey.wait('1 day', { at: '09:00', on: [] });

    // wrong: a day that no week has => is not assignable to type
    await journey.wait('1 day', { at: '09:00', on: 'mondays' });

    // wrong: a message that may come after nothing => Write a number above 0 and its unit
    await journey.send('return/how-are-you', {}, { within: '-2 hours' });

    // wrong: a wait until no day => Write '2026-11-27'
    await journey.waitFor('Order Placed', { until: 'tomorrow' });

    // wrong: a code that has ended when it comes => Write a number above 0 and its unit
    await journey.do('issue-offer', { offer: 'return-10', expiresIn: '0 days' });

    // wrong: one misspelt event of several => Did you mean 'Parcel Delivered'?
    await journey.waitFor(['Order Returned', 'Parcel Deliverd'], { within: '1 day' });

    // wrong: a misspelt fact => Did you mean 'lead-score'?
    await journey.get('lead-scor');

    // wrong: a misspelt effect => Did you mean 'issue-offer'?
    await journey.do('isue-offer', { offer: 'return-10', expiresIn: '3 days' });
    return 'done';
  },
});

export const wrongOnly = defineJourney({
  id: 'wrong-only',
  title: 'A segment there is not',
  on: 'Order Placed',
  // wrong: a misspelt segment that may enter => Did you mean '"regular"'?
  only: 'reglar',
  async run() {
    return 'done';
  },
});

export const wrongGoal = defineJourney({
  id: 'wrong-goal',
  title: 'A goal there is not',
  on: 'Account Opened',
  // wrong: a misspelt goal => Did you mean '"Order Placed"'?
  goal: { event: 'Order Plced', within: '3 days' },
  // wrong: a misspelt exit => Did you mean '"Order Returned"'?
  exit: ['Order Retuned'],
  async run() {
    return 'done';
  },
});

// wrong: a misspelt segment to enter => Did you mean 'regular'?
export const segment = entered('reglar');

// wrong: a misspelt event to be silent of => Did you mean '"Order Placed"'?
export const silence = inactive('30 days', { of: 'Order Plced' });

// wrong: a silence of nothing => Write a number above 0 and its unit
export const none = inactive('0 days', { of: 'Order Placed' });

// wrong: a schedule for nobody => Did you mean '"regular"'?
export const schedule = every('monday', { at: '09:00', in: 'reglar' });

// wrong: an hour that no day has => from '00:00' to '23:59'
export const hour = every('monday', { at: '29:00', in: 'regular' });
