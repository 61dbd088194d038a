// wrong: a Node module => act with `journey.do(effect, …)`
import { readFileSync } from 'node:fs';

// wrong: a timer by another door => it has its verbs alone
import { setTimeout as sleep } from 'node:timers/promises';

// wrong: chance by another door => it has its verbs alone
import { randomUUID } from 'node:crypto';

// wrong: a package => 'zod' is not there where a journey runs
import { z } from 'zod';

// wrong: a package that renders => 'handlebars' is not there where a journey runs
import handlebars = require('handlebars');

// wrong: a timer of Temporal's own => '@temporalio/workflow' is not there where a journey runs
export { sleep as pause } from '@temporalio/workflow';

// wrong: the catalogue as a value => write `import type {} from '../../../catalog/topics'`
import { topics } from '../../../catalog/topics';

// wrong: the catalogue, whole => A journey takes only types from the catalogue
import '../../../catalog/topics';

// wrong: another room => Import from '../engine' and from other files beside this one
export * from '../../../store';

import { defineJourney, type Journey } from '../../../engine';

/*
 * What lies outside of a journey, and the ways around that an author may find: see `mistakes.ts`. This file is
 * never run.
 */

export const used = [readFileSync, sleep, randomUUID, z, handlebars, topics];

// wrong: waiting while the file loads => cannot use 'await' at the top level
export const loaded = await elsewhere();

export const aliases = defineJourney({
  id: 'aliases',
  title: 'The same under other names',
  on: 'Order Placed',
  async run(journey) {
    // wrong: the clock under another name => what depends on the date is a fact
    const Clock = Date;

    // wrong: the clock behind the global object => `globalThis` does not belong in a journey
    const now = globalThis.Date.now();

    // wrong: a timer taken out of the global object => `globalThis` does not belong in a journey
    const { setTimeout: later } = globalThis;

    // wrong: the global object by its old name => `global` does not belong in a journey
    const old = global.performance;

    // wrong: the clock behind a type => what depends on the date is a fact
    const typed = (Date as unknown as { now(): number }).now();

    // wrong: a timer under another name => wait with `await journey.wait('3 days')`
    const tick = setInterval;

    // wrong: chance in brackets => `await journey.split('name', { a: 50, b: 50 })`
    const drawn = Math['random']();

    // wrong: chance under another name => Under another name chance is not found
    const { random } = Math;

    // wrong: chance that is hard to guess => `crypto` does not belong in a journey
    const id = crypto.randomUUID();

    // wrong: a promise of one's own => Await one step after the other
    await new Promise((resolve) => later(resolve, 1_000));

    // wrong: a task for later => Await one step after the other
    queueMicrotask(() => undefined);

    // wrong: code from a text => `Function` does not belong in a journey
    const made = new Function('return Date.now()') as () => number;

    // wrong: a module by its old door => `require` does not belong in a journey
    const files: unknown = require('node:fs');

    // wrong: a module loaded later => a module loaded later is not in its release
    const late: unknown = await import('../../../engine');

    // wrong: the day in words => put into words by the template that shows them
    const day = new Intl.DateTimeFormat('en').format();

    // wrong: a number in the words of the machine => answers by the language of the machine
    const words = journey.event.properties.total.toLocaleString();

    // wrong: whatever else the host has => it may answer otherwise when the journey is run again
    const memory = new WeakRef(journey.event);

    // wrong: a line for the log => `perennial run <id>` shows the story of a run
    console.log(files, late);
    return `${now}${typed}${drawn}${id}${day}${words}${typeof [Clock, old, tick, random, made, memory]}`;
  },
});

const elsewhere = async (): Promise<number> => 1;
const known = new Map<string, number>();
const counts = { sent: 0, names: ['one'] };

export const kept = defineJourney({
  id: 'kept',
  title: 'What runs would keep for each other',
  on: 'Order Placed',
  async run(journey) {
    // wrong: a map that runs share => Make a new one inside `run`
    known.set(journey.event.id, 1);

    // wrong: a count that runs share => `counts` is shared by every run
    counts.sent++;

    // wrong: a list that runs share => `counts` is shared by every run
    counts.names.push(journey.event.id);

    // wrong: a field that runs share => Make a new one inside `run`
    counts.names[0] = 'two';

    // wrong: a field taken away for all => Make a new one inside `run`
    delete (counts as { sent?: number }).sent;
    return 'done';
  },
});

export const ways = defineJourney({
  id: 'ways',
  title: 'Ways around the verbs',
  on: 'Order Placed',
  async run(journey) {
    // wrong: a function that waits without the journey => a function of your own must take `journey`
    await slowly(1_000);

    // wrong: an answer that is no step's => is not a step, so nobody could replay it
    const order = await journey.event.properties;

    // wrong: a step that goes on by itself => write `await journey.is(…)` and keep its answer
    await journey.is('regular').then(() => journey.wait('1 day'));

    // wrong: a failure caught behind a step => write `await journey.wait(…)` and keep its answer
    await journey.wait('1 day').catch(() => undefined);

    // wrong: a verb by its name in brackets => Use `journey` as it is
    await journey['wait']('1 day');

    // wrong: a verb tied to the journey => Under another name its steps are not found
    const wait = journey.wait.bind(journey);

    // wrong: the journey in another's pocket => or hand it to a function
    await carried({ journey });

    // wrong: a step thrown away by hand => Write `await journey.send(…)`
    void journey.send('return/how-are-you');

    // wrong: a promise in a switch => Await a step where it stands
    switch (journey.is('regular')) {
      default:
    }

    // wrong: a promise in a text => Await a step where it stands
    const text = `${journey.is('regular')}`;

    // wrong: a loop over answers that come later => Await each step inside a `for … of`
    for await (const one of [journey.is('regular')]) if (one) break;

    // wrong: a loop over what never ends => what repeats for ever is a trigger
    for (const one of endless()) await journey.send('return/how-are-you', {}, { within: one });

    // wrong: a limit that is none => Nothing says how often this repeats at most
    for (let round = 0; round < Infinity; round++) await journey.wait('1 day');

    // wrong: a limit without end under another name => Nothing says how often this repeats at most
    const often = Number.POSITIVE_INFINITY;
    for (let round = 0; round < often; round++) await journey.wait('1 day');

    // wrong: a limit that moves away => Nothing says how often this repeats at most
    let limit = 3;
    for (let round = 0; round < limit; round++) limit += (await journey.is('regular')) ? 1 : 0;

    // wrong: a count down from nowhere => Nothing says how often this repeats at most
    for (let left = Infinity; left > 0; left--) await journey.wait('1 day');

    // wrong: a list that grows while the loop goes over it => Use another list
    const days: string[] = ['monday'];
    for (const day of days) days.push(day);

    // wrong: a list that grows under its count => Nothing says how often this repeats at most
    for (let day = 0; day < days.length; day++) days.push('monday');

    // wrong: a loop without a head => Nothing says how often this repeats at most
    for (;;) if (await journey.is('regular')) return `${text} ${typeof wait} ${order.total}`;
  },
});

const slowly = async (ms: number): Promise<number> => ms;
const carried = async (pocket: { journey: Journey }): Promise<void> => {
  // wrong: a step of a journey that was not handed over itself => Use `journey` as it is
  const { journey } = pocket;
  await journey.wait('1 day');
};
function* endless(): Generator<'1 day'> {
  for (let day = 0; day < 10; day++) yield '1 day';
}

// wrong: a sub-flow that begins again => A function that comes to call itself has no bound
export const again = async (journey: Journey): Promise<void> => {
  await journey.wait('1 day');
  await again(journey);
};

export async function there(journey: Journey): Promise<void> {
  // wrong: two sub-flows that call each other => A function that comes to call itself has no bound
  await back(journey);
}

export async function back(journey: Journey): Promise<void> {
  // wrong: the way back => A function that comes to call itself has no bound
  await there(journey);
}
