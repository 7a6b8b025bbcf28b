import Table from 'cli-table3';
import { isMetricId, type MetricId, metricIds } from '#catalogue';
import { dayMs } from '#contracts';
import { createStatistics } from '#claims';
import { createKpi, readRestatements, readSites, type Restatement, type Told } from '#kpi';
import { isoOf, nearest, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';
import { instantOf, siteOf } from './window.ts';

export interface RestatementsOptions {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly since?: string;
  readonly site?: string;
  readonly grain: string;
  readonly limit: number;
  readonly json?: boolean;
}

const usualWindowMs = 62 * dayMs;
const grains = ['hour', 'day', 'month'] as const;

function metricOf(text: string): MetricId {
  if (isMetricId(text)) return text;
  const meant = nearest(text, metricIds);
  throw wrong(`${text} is no metric; ${meant === undefined ? 'docs/metrics.md lists them' : `did you mean ${meant}?`}`);
}

const toldText = ({ value, reason, knownAt }: Told): string =>
  `${value?.toLocaleString('en', { maximumSignificantDigits: 7 }) ?? reason ?? ''}\n${isoOf(knownAt)}`;

/** Prints the published values of a running Coload that have changed, with what they were and why. */
export async function restatements(metrics: readonly string[], options: RestatementsOptions): Promise<void> {
  const wanted = metrics.map(metricOf);
  const grain = grains.find((each) => each === options.grain);
  if (!grain) throw wrong(`--grain ${options.grain}: known are ${grains.join(', ')}`);
  await withConnection(options.data, async ({ store }) => {
    const site = siteOf(await readSites(store), options.site);
    const at = (option: 'from' | 'to' | 'since', otherwise: number): number =>
      options[option] === undefined ? otherwise : instantOf(option, options[option], site.zone);
    const to = at('to', systemClock.now());
    const window = { from: at('from', to - usualWindowMs), to, since: at('since', 0) };
    const kpi = createKpi({ store, clock: systemClock, statistics: createStatistics(store) });
    const asked = { metrics: wanted, grain, ...window, sites: [site], limit: options.limit };
    const found = await readRestatements({ store, kpi }, asked);
    if (isMachine(options)) for (const each of found.restatements) say(JSON.stringify(each));
    else sayTable(found.restatements);
    if (found.more)
      process.stderr.write(`What was published again before is left out: raise --limit ${options.limit}\n`);
  });
}

function sayTable(found: readonly Restatement[]): void {
  const head = ['metric', 'from', 'before', 'after', 'unit', 'why'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { metric, start, before, after, unit, causes } of found)
    table.push([metric, isoOf(start), toldText(before), toldText(after), unit, causes.join(', ')]);
  say(table.toString());
}
