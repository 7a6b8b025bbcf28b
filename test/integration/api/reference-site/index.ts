import { openRollup, publishRegister } from '#rollup';
import { type Clock, groupBy, silentLogger } from '#runtime';
import { insertRows, type TestStore } from '../support.ts';
import { market } from './market.ts';
import { daysBefore, readings } from './readings.ts';
import { referenceSite } from './site.ts';
import { end, season } from './span.ts';
import { events, jobRows } from './work.ts';

type Row = Record<string, unknown>;

/** Everything that the devices of the site, its feeds and its people have said, by table. */
function everythingSaid(): Map<string, Row[]> {
  const own = (rows: readonly Row[]): Row[] => rows.map((row) => ({ site: referenceSite.id, ...row }));
  return new Map([...readings(), ...market(referenceSite), ['site_event', own(events)], ['site_job', own(jobRows)]]);
}

/** A block of rows is of one month, as tables are parted by it. */
const monthOf = (row: Row): string =>
  new Date(Number(row['first_at'] ?? row['ended_at'] ?? row['start_at'] ?? row['observed_at'] ?? 0))
    .toISOString()
    .slice(0, 7);

/** Stores the season of the site and rolls it up, and the days before it. */
export async function storeReference(db: TestStore, clock: Clock): Promise<void> {
  const { store } = db;
  await publishRegister(store, referenceSite, clock);
  for (const [table, rows] of everythingSaid())
    for (const ofMonth of groupBy(rows, monthOf).values()) await insertRows(store, table, ofMonth);
  const rollup = openRollup({ store, sites: [referenceSite], clock, logger: silentLogger });
  rollup.mark('telemetry.meter', referenceSite.id, season, end);
  await rollup.recompute({ isWhole: true });
  await insertRows(store, 'rollup_site', daysBefore());
}
