import { z } from 'zod';
import { feedError, jsonOf } from '../body.ts';
import { fault, numberIn, textIn, wholeIn } from '../fault.ts';
import { faultsOf } from '../instant.ts';
import type { PowerStatus } from '../power.ts';
import { powerConventions } from './convention.ts';
import { localTimeIn, zoneClock } from './local-time.ts';
import { type FoundPrice, type PowerOptions, type PowerParser, type PowerRows, powerRows } from './rows.ts';

const minuteMs = 60_000;
const maxVersion = 10_000;
const item = z.record(z.string(), z.unknown());
const answerSchema = z.union([z.array(item), z.object({ items: z.array(item) }).transform(({ items }) => items)]);

/** The first version of a verified price is final, later ones resettle it. */
function statusOf(version: unknown): { readonly status?: PowerStatus } {
  if (version === null || version === undefined) return {};
  return { status: wholeIn('version_nbr', version, 0, maxVersion) > 1 ? 'resettled' : 'final' };
}

function nodeOf(row: Record<string, unknown>, out: PowerRows): string | null {
  const id = textIn('pnode_id', row.pnode_id);
  const name = row.pnode_name;
  return [id, name].find((node): node is string => typeof node === 'string' && out.wants(node)) ?? null;
}

/**
 * PJM locational marginal prices of Data Miner 2 in JSON: `da_hrl_lmps` (DA) and the verified `rt_fivemin_hrl_lmps` (RT5), a list or `{items}`.
 * Source: PJM Data Miner 2 feed definitions (columns `datetime_beginning_utc, pnode_id, pnode_name, system_energy_price_*, total_lmp_*, congestion_price_*,
 * marginal_loss_price_*, row_is_current, version_nbr` with `da` or `rt`). A node is its `pnode_id` or, where `nodes` asks for that, its name.
 * Rows that are no longer current are passed over: a newer version of them is, or will be, in the feed.
 */
export const parsePjm: PowerParser = (body, options: PowerOptions) => {
  const out = powerRows('PJM', options);
  const clock = zoneClock(powerConventions.PJM.zone);
  const suffix = options.product === 'DA' ? 'da' : 'rt';
  const minutes = powerConventions.PJM.minutes[options.product === 'DA' ? 'DA' : 'RT5'];
  const read = (row: Record<string, unknown>): FoundPrice | null => {
    const node = nodeOf(row, out);
    if (node === null || row.row_is_current === false) return null;
    const total = `total_lmp_${suffix}`;
    if (!(total in row)) throw fault(total, `missing: the row is not of the product ${options.product}`);
    const at = localTimeIn('datetime_beginning_utc', textIn('datetime_beginning_utc', row.datetime_beginning_utc));
    const start = clock.flagged('datetime_beginning_utc', at, false);
    const energy = `system_energy_price_${suffix}`;
    return {
      node,
      start_at: start,
      end_at: start + minutes * minuteMs,
      price: numberIn(total, row[total]),
      energy: numberIn(energy, row[energy]),
      congestion: numberIn('congestion', row[`congestion_price_${suffix}`]),
      loss: numberIn('loss', row[`marginal_loss_price_${suffix}`]),
      ...statusOf(row.version_nbr),
    };
  };
  const { success, data, error } = answerSchema.safeParse(jsonOf(body, options.feed));
  if (!success) throw feedError(options.feed, `the answer is no list of rows: ${faultsOf(error)}`, error);
  for (const [i, row] of data.entries()) out.add(`row ${i}`, () => read(row));
  return out.done();
};
