import Table from 'cli-table3';
import { claims, directionSigns, type Reading } from '#catalogue';
import { type Assessment, compareClasses, createStatistics, scoreClaims, usualWindowMs } from '#claims';
import { createKpi, readSites } from '#kpi';
import { nearest, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';
import { instantOf, siteOf } from './window.ts';

export interface ClaimsOptions {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly site?: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

const digits = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });

/** What was measured, in one line: value, interval and unit, or why there is none. */
function measuredText({ value, interval, reading, reason, isIndicative }: Assessment): string {
  if (value === null) return reason ?? '';
  const within = interval ? ` [${digits(interval.low)}, ${digits(interval.high)}]` : '';
  const unit = reading === undefined || reading.unit === '1' ? '' : ` ${reading.unit}`;
  return `${digits(value)}${within}${unit}${isIndicative ? ' (indicative)' : ''}${reason === null ? '' : `; ${reason}`}`;
}

const claimedText = (reading: Reading | undefined): string =>
  reading?.threshold ? `${directionSigns[reading.threshold.direction]} ${digits(reading.threshold.value)}` : '';

/** Prints the claims against what a site of a running Coload has measured. */
export async function scorecard(ids: readonly string[], options: ClaimsOptions): Promise<void> {
  const known = claims.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw wrong(`There is no claim ${id}; ${nearest(id, known) ?? 'docs/claims.md'} may be meant`);
  }
  const wanted = claims.filter(({ id }) => ids.length === 0 || ids.includes(id));
  await withConnection(options.data, async ({ store }) => {
    const peers = await readSites(store);
    const site = siteOf(peers, options.site);
    const to = options.to === undefined ? systemClock.now() : instantOf('to', options.to, site.zone);
    const from = options.from === undefined ? to - usualWindowMs : instantOf('from', options.from, site.zone);
    const asOf = options.asOf === undefined ? undefined : instantOf('as-of', options.asOf, site.zone);
    if (asOf !== undefined && asOf > systemClock.now()) throw wrong('--as-of is not an instant of the past');
    const kpi = createKpi({ store, clock: systemClock, statistics: createStatistics(store) });
    const compare = compareClasses(store, kpi, peers);
    const { assessments } = await scoreClaims({ store, kpi }, wanted, { site, compare, from, to, asOf });
    if (isMachine(options)) for (const assessment of assessments) say(JSON.stringify(assessment));
    else sayTable(assessments);
  });
}

function sayTable(assessments: readonly Assessment[]): void {
  const width = Math.max(80, process.stdout.columns);
  const table = new Table({
    head: ['claim', 'reading', 'claimed', 'measured', 'verdict'],
    colWidths: [8, Math.floor(width * 0.33), 10, width - 8 - Math.floor(width * 0.33) - 10 - 20 - 6, 20],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const assessment of assessments) {
    const { claim, reading, verdict } = assessment;
    const title = reading?.title ?? claim.statement;
    table.push([claim.id, title, claimedText(reading), measuredText(assessment), verdict ?? '']);
  }
  say(table.toString());
}
