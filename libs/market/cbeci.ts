import { type FeedRows, type ParseOptions } from './body.ts';
import { readCsvTable } from './csv.ts';
import { fault, numberIn, wholeIn } from './fault.ts';
import { gatherRows } from './rows.ts';

/** What the Bitcoin network is estimated to draw on one day: the least and the most that is possible, and the best guess. */
export interface NetworkPowerRow {
  /** The day's start, UTC ms. */
  readonly at: number;
  readonly min_gw: number | null;
  readonly guess_gw: number | null;
  readonly max_gw: number | null;
  readonly known_at: number;
}

const maxSeconds = 7_258_118_400;
const secondMs = 1000;
const wanted = ['timestamp', 'powermingw', 'powerguessgw', 'powermaxgw'];

/**
 * The Cambridge Bitcoin Electricity Consumption Index, `/api/v1.2.0/download/data?price=0.05`: CSV below a line that names the price assumed,
 * with the columns `Timestamp` (s), `power MIN, GW`, `power GUESS, GW` and `power MAX, GW`, in any order. Source: the index's open API code.
 * Annualised consumption is not read: it is the power times a year. Throws `FEED_ANSWER`.
 */
export function parseCbeci(body: Uint8Array, { feed, knownAt }: ParseOptions): FeedRows<NetworkPowerRow> {
  const table = readCsvTable(body, feed, wanted);
  const out = gatherRows<NetworkPowerRow>(feed, ({ at }) => String(at));
  for (const { where, cells } of table.rows) {
    out.add(where, () => {
      const [min, guess, max] = ['powermingw', 'powerguessgw', 'powermaxgw'].map((key) =>
        numberIn(key, cells.get(key)),
      );
      const known = [min, guess, max].filter((power) => typeof power === 'number');
      if (known.some((power, i) => power < 0 || power < (known[i - 1] ?? 0)))
        throw fault('power', `${known.join(', ')} GW are negative or not in order`);
      const at = wholeIn('Timestamp', cells.get('timestamp'), 0, maxSeconds) * secondMs;
      return { at, min_gw: min ?? null, guess_gw: guess ?? null, max_gw: max ?? null, known_at: knownAt };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}
