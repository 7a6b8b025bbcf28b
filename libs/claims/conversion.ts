import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { dayMs } from '#contracts';
import { groupBy, projectPath } from '#runtime';
import type { Store } from '#store';

/** A hall is converted once its new workload has stayed for so many days … */
const stayDays = 90;
/** … and drew energy on this share of them. */
const drawnShare = 0.75;

const row = z
  .object({
    hall: z.string(),
    class: z.enum(['asic', 'gpu']),
    rated_w: z.number().nullable(),
    from_ms: z.coerce.number(),
    to_ms: z.coerce.number(),
    drawn_days: z.number(),
  })
  .transform(({ rated_w, from_ms, to_ms, drawn_days, ...unit }) => ({
    ...unit,
    ratedW: rated_w,
    from: from_ms,
    to: to_ms,
    drawnDays: drawn_days,
  }));

/** A miner or a board of a hall that has had both, UTC ms; on `drawnDays` of the last 90 the hall's boards drew energy. */
export type ChangedUnit = z.output<typeof row>;

const statement = readFileSync(projectPath('libs/claims/sql/changed-halls.sql'), 'utf8');

/** Reads the units of the halls of which the register says that they held miners and boards, `to` in UTC seconds. */
export const readChangedUnits = (
  store: Pick<Store, 'query'>,
  { site, to, signal }: { site: string; to: number; signal?: AbortSignal },
): Promise<ChangedUnit[]> =>
  store.query(statement, { params: { site, to, days: stayDays }, schema: row, ...(signal && { signal }) });

/** The greatest rated power, W, that units ever had at once; null where a rating is missing. */
function mostRatedW(units: readonly ChangedUnit[]): number | null {
  const changes: { at: number; watts: number }[] = [];
  for (const { ratedW, from, to } of units) {
    if (ratedW === null) return null;
    changes.push({ at: from, watts: ratedW }, { at: to, watts: -ratedW });
  }
  // What is replaced at an instant goes before its successor comes.
  changes.sort((one, other) => one.at - other.at || one.watts - other.watts);
  let [rated, most] = [0, 0];
  for (const { watts } of changes) {
    rated += watts;
    most = Math.max(most, rated);
  }
  return most;
}

/** Rated power, W, that a hall has turned from mining to AI by an instant: what left or what came, whichever is less. */
function convertedW(units: readonly ChangedUnit[], to: number): number | null {
  const since = to - stayDays * dayMs;
  const miners = units.filter((unit) => unit.class === 'asic');
  const boards = units.filter((unit) => unit.class === 'gpu' && unit.from <= since && unit.to >= to);
  const isGone = miners.every((unit) => unit.to <= since);
  const isDrawing = units.some(({ drawnDays }) => drawnDays >= drawnShare * stayDays);
  if (!isGone || !isDrawing || boards.length === 0) return 0;
  const [gone, come] = [mostRatedW(miners), mostRatedW(boards)];
  return gone === null || come === null ? null : Math.min(gone, come);
}

/** Power of the halls that went from mining to AI and stayed there for 90 days, MW, by an instant, UTC ms; null where a rating is missing. */
export function convertedMw(units: readonly ChangedUnit[], to: number): number | null {
  const halls = [...groupBy(units, ({ hall }) => hall).values()].map((hall) => convertedW(hall, to));
  return halls.includes(null) ? null : halls.reduce<number>((sum, watts) => sum + (watts ?? 0), 0) / 1e6;
}
