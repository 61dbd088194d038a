import type { AnyDefinition, EffectOutcome, Sent, UntypedJourney } from '../engine';
import type { Fork } from './forks';

/** Who is told what the author's code reads of an outcome. */
export interface Reader {
  /** The fork of the outcome that came last. */
  readonly last: Fork | undefined;
  /** The fork of the entry event. */
  readonly entry: Fork | undefined;
}

const watchedSent = (sent: Sent, fork: Fork | undefined): Sent =>
  sent.status === 'sent'
    ? {
        get status() {
          fork?.read('status');
          return sent.status;
        },
        get channel() {
          fork?.read('channel');
          return sent.channel;
        },
        message: sent.message,
      }
    : {
        get status() {
          fork?.read('status');
          return sent.status;
        },
        get reason() {
          fork?.read('reason');
          return sent.reason;
        },
      };

const watchedOutcome = (outcome: EffectOutcome, fork: Fork | undefined): EffectOutcome =>
  outcome.status === 'done'
    ? {
        ...outcome,
        get status() {
          fork?.read('status');
          return outcome.status;
        },
      }
    : {
        get status() {
          fork?.read('status');
          return outcome.status;
        },
        get reason() {
          fork?.read('reason');
          return outcome.reason;
        },
      };

/** The definition, with a journey that tells what its author reads. The engine is given plain outcomes. */
export function watched(definition: AnyDefinition, reader: Reader): AnyDefinition {
  const plain = new Map<Sent, Sent>();
  const run = (journey: UntypedJourney): Promise<string> => {
    const telling: UntypedJourney = {
      ...journey,
      get event() {
        reader.entry?.read('event');
        return journey.event;
      },
      send: async (...send) => {
        const sent = await journey.send(...send);
        const told = watchedSent(sent, reader.last);
        plain.set(told, sent);
        return told;
      },
      do: async (...effect) => watchedOutcome(await journey.do(...effect), reader.last),
      waitFor: (event, options) => {
        const { of } = options;
        return journey.waitFor(event, of ? { ...options, of: plain.get(of) ?? of } : options);
      },
    };
    return definition.run(telling as never);
  };
  return { ...definition, run: run };
}
