import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from '../api';
import { catalog } from '../catalog';
import { newId } from '../store';
import { inTurn, resultOf, startOne, type Side } from './contest';
import { percentile, spreadOf, type Spread } from './figures';
import { enter, newPeople } from './people';
import type { Place } from './place';

const WRITE_KEY = 'wk_of_the_bench_0000';

/** Ms from the start of a run, one run at a time. */
export interface FromStart {
  readonly pace: Pace;
  /** To the call of its first send: what the two have different. */
  readonly toCall: Readonly<Record<Side, Spread>>;
  /** To its first mail in the SMTP server's hands. */
  readonly toMail: Readonly<Record<Side, Spread>>;
}

/**
 * How runs follow each other: rounds of so many of one side, then of the other, the order reversed each time. `restMs`:
 * so long nothing happens before each, real ms. Without a rest a server with one shard makes each step of an ordinary
 * activity wait: it reads a shard's tasks 20 times a second at most (`history.transferProcessorMaxPollRPS`).
 */
export interface Pace {
  readonly rounds: number;
  readonly runs: number;
  readonly restMs: number;
}

const ofBoth = (took: Readonly<Record<Side, readonly number[]>>): Record<Side, Spread> => ({
  perennial: spreadOf(took.perennial),
  'by hand': spreadOf(took['by hand']),
});

/** A block of one side, one run at a time: each begins when the one before is over. */
async function block(place: Place, side: Side, { runs, restMs }: Pace) {
  const people = await enter(place, 'three-sends', runs);
  const took = [];
  for (const one of people) {
    if (restMs > 0) await sleep(restMs);
    const began = performance.now();
    await startOne(place, side, one, false);
    const mail = (await place.mailbox.first(one.address)) - began;
    await resultOf(place, side, one);
    took.push({ mail, call: (place.called.get(one.enrollment.id) ?? Number.NaN) - began });
  }
  return took;
}

export async function fromStart(place: Place, pace: Pace): Promise<FromStart> {
  const toCall: Record<Side, number[]> = { perennial: [], 'by hand': [] };
  const toMail: Record<Side, number[]> = { perennial: [], 'by hand': [] };
  for (let round = 0; round < pace.rounds; round++) {
    for (const side of inTurn(round)) {
      for (const { call, mail } of await block(place, side, pace)) {
        toCall[side].push(call);
        toMail[side].push(mail);
      }
    }
  }
  return { pace, toCall: ofBoth(toCall), toMail: ofBoth(toMail) };
}

export const apiOf = ({ store, secret, log, runs }: Place): ReturnType<typeof createApi> =>
  createApi({
    ...{ store, catalog, secret, log, temporal: runs },
    writeKeys: [`bench:${WRITE_KEY}`],
    operatorKeys: [],
  });

export const HEADERS = {
  authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`,
  'content-type': 'application/json',
};

/** Ms from an event's leaving over HTTP to the first mail it led to, at a steady pace. */
export async function eventToMail(
  place: Place,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<{ p50: number; p99: number }> {
  const people = await newPeople(place.store, count);
  await place.idle();
  const api = apiOf(place);
  const url = await api.listen({ port: 0, host: '127.0.0.1' });
  const all = people.map(async ({ userId, address }, number) => {
    await sleep((number / perSecond) * 1_000);
    const began = performance.now();
    const body = { userId, messageId: newId(), event: 'Signed Up', properties: { source: 'web' } };
    const init = { method: 'POST', headers: HEADERS, body: JSON.stringify(body) };
    const { status } = await fetch(`${url}/v1/track`, init);
    if (status !== 200) throw new Error(`track answered ${String(status)}`);
    return (await place.mailbox.first(address)) - began;
  });
  const took = await Promise.all(all);
  await place.idle();
  await api.close();
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
