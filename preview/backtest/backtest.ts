import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { PermanentError, specOf, type AnyDefinition, type Instant } from '../../engine';
import { checkZone } from '../../gate';
import { parseAssumption } from './assume';
import { Clock, type Watch } from './clock';
import { checked, type CheckedEvent, type PastEvent, type Profile } from './history';
import type { BacktestReport } from './report';
import { withSettings, type Settings } from './settings';
import { Shop } from './shop';
import { summary } from './summary';

export interface BacktestOptions extends Watch {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** What is known of customers besides their events, by id. */
  readonly profiles?: ReadonlyMap<string, Profile>;
  /** IANA zone of customers without one of their own. The shop's. */
  readonly zone?: string;
  /** End of the history, ms since epoch. Its last event. */
  readonly until?: Instant;
  /** What the journey has otherwise. */
  readonly settings?: Settings;
  /** Answers that messages are assumed to have, such as `orders after win-back/incentive=3%`. None. */
  readonly assume?: readonly string[];
  /** Draws who is held out, and assumed answers, otherwise; arms are each customer's own. 1. */
  readonly seed?: number;
  /** Of the test that the hold-out is for, two-sided. 0.05. */
  readonly alpha?: number;
  /** 0.8. */
  readonly power?: number;
  /** Calls after which a run counts as going round for ever. 10,000. */
  readonly maxSteps?: number;
}

const isChecked = (
  events: readonly PastEvent[] | readonly CheckedEvent[],
): events is readonly CheckedEvent[] => events.every((one) => 'problems' in one);

const share = (name: string, value: number): number => {
  if (value > 0 && value < 1) return value;
  throw new PermanentError('BACKTEST_INVALID', { problem: `${name} is not between 0 and 1` });
};

/**
 * Runs a journey over a real history in virtual time, for all its customers on one clock: entries by the rules of the
 * relay, facts and segments by the catalogue, each send through the gate, codes against the monthly budgets. Nobody
 * was written to in the history, so it tells what would have been sent and what people did of themselves; never an
 * effect.
 * @param events - in order of time; several backtests over the same go faster over what `checked` returns
 * @throws PermanentError `BACKTEST_INVALID`, `JOURNEY_INVALID`, `JOURNEY_UNBOUNDED`, `NOT_A_STEP`, `ZONE_UNKNOWN`
 * @throws what `signal` was aborted with
 */
export async function backtest(
  definition: AnyDefinition,
  events: readonly PastEvent[] | readonly CheckedEvent[],
  options: BacktestOptions = {},
): Promise<BacktestReport> {
  const { catalog = shopCatalog, seed = 1, settings = {}, assume = [] } = options;
  const { zone = catalog.shop.timeZone } = options;
  const start = events[0]?.at;
  const until = options.until ?? events.at(-1)?.at;
  if (start === undefined || until === undefined) {
    throw new PermanentError('BACKTEST_INVALID', { problem: 'there are no events' });
  }
  const changed = withSettings(definition, settings);
  const spec = specOf(changed);
  const shop = new Shop({
    journeys: [{ definition: changed, spec }],
    catalog,
    zone: checkZone(zone),
    start,
    seed,
    assumptions: assume.map((text) => parseAssumption(catalog, text)),
    profiles: options.profiles ?? new Map<string, Profile>(),
    maxSteps: options.maxSteps ?? 10_000,
  });
  const test = {
    alpha: share('alpha', options.alpha ?? 0.05),
    power: share('power', options.power ?? 0.8),
  };
  const happened = events.filter(({ at }) => at <= until);
  const all = isChecked(happened) ? happened : checked(catalog, happened);
  await new Clock(shop, all, until, options).run();
  return summary(shop, { spec, events: happened, until, ...test });
}
