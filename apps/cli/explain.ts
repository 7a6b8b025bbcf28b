import Table from 'cli-table3';
import { type Dimension, dimensions, type Grain, grains, isMetricId, metricIds } from '#catalogue';
import { createStatistics } from '#claims';
import { createKpi, type Evidence, explain, type Explanation, readSites } from '#kpi';
import { isoOf, nearest, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';
import { instantOf, siteOf } from './window.ts';

export interface ExplainOptions {
  readonly data: string;
  readonly from: string;
  readonly to?: string;
  readonly site?: string;
  readonly hall?: string;
  readonly model?: string;
  readonly device?: string;
  readonly by?: string;
  readonly grain: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

function known<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) throw wrong(`--${option} ${text}: known are ${words.join(', ')}`);
  return word;
}

function filtersOf({ hall, model, device }: ExplainOptions): Partial<Record<'hall' | 'model' | 'device', string[]>> {
  return {
    ...(hall !== undefined && { hall: [hall] }),
    ...(model !== undefined && { model: [model] }),
    ...(device !== undefined && { device: [device] }),
  };
}

/** Prints what a value of a running Coload is made of. */
export async function explainValue(metric: string, options: ExplainOptions): Promise<void> {
  if (!isMetricId(metric)) {
    const meant = nearest(metric, metricIds);
    throw wrong(
      `${metric} is no metric; ${meant === undefined ? 'docs/metrics.md lists them' : `did you mean ${meant}?`}`,
    );
  }
  const grain: Grain = known('grain', options.grain, grains);
  const knownBy: Dimension[] = options.by === undefined ? [] : [known('by', options.by, dimensions)];
  await withConnection(options.data, async ({ store }) => {
    const clock = systemClock;
    const site = siteOf(await readSites(store), options.site);
    const from = instantOf('from', options.from, site.zone);
    const to = options.to === undefined ? clock.now() : instantOf('to', options.to, site.zone);
    const kpi = createKpi({ store, clock, statistics: createStatistics(store) });
    const filters = filtersOf(options);
    const then = options.asOf === undefined ? {} : { asOf: instantOf('as-of', options.asOf, site.zone) };
    const asked = { metric, site, filters, knownBy, grain, from, to, ...then };
    const explanation = await explain({ store, kpi, clock }, asked);
    if (isMachine(options)) say(JSON.stringify(explanation));
    else sayExplanation(explanation);
  });
}

const table = (head: string[]): Table.Table => new Table({ head, style: { head: [], border: [] } });
const count = (value: number | null): string =>
  value === null ? '' : value.toLocaleString('en', { maximumSignificantDigits: 15 });

function sayExplanation({ value, source, inputs, parts, numerator, denominator, evidence }: Explanation): void {
  const shown = value.value === null ? `no value: ${value.reason ?? ''}` : `${value.value} ${value.unit}`;
  const formula = source
    ? [source.numerator, source.denominator].filter(Boolean).join(' ÷ ')
    : 'a formula of the following';
  say(`${value.metric} of ${value.site}: ${shown}`);
  say(`  ${formula}; coverage ${value.coverage?.toFixed(4) ?? 'unknown'}, quality ${value.quality}`);
  const rows = table(['part', 'from', 'numerator', 'denominator']);
  for (const part of parts) {
    const place = [part.hall, part.model, part.device].filter(Boolean).join(' / ');
    const at = isoOf(part.start);
    rows.push([place || part.site, at, count(part.numerator), count(part.denominator)]);
  }
  rows.push(['sum', '', count(numerator), count(denominator)]);
  if (parts.length > 0) say(rows.toString());
  if (evidence) sayEvidence(evidence);
  for (const input of inputs) sayExplanation(input);
}

function sayEvidence({ units, mix, lineage, omitted, register, prices, carbon, rents, facts }: Evidence): void {
  const readings = units.reduce((sum, unit) => sum + unit.readings, 0);
  const missing = units.filter((unit) => unit.missing !== null);
  say(`${count(readings)} readings of ${units.length} units; of ${missing.length} something is missing`);
  for (const unit of missing) say(`  ${unit.class} ${unit.device}: ${unit.missing ?? ''}`);
  for (const each of mix)
    say(`${each.class} ${each.quantity}, ${each.source}: ${count(each.total)} in ${count(each.readings)} readings`);
  for (const { topic, src_partition: partition, first_offset: first, last_offset: last, collector } of lineage)
    say(`${topic}/${partition} offsets ${first} to ${last}, from collector ${collector}`);
  if (omitted !== null) say(omitted);
  if (register) say(`register revision ${register.last_revision}`);
  if (prices)
    say(
      `${count(prices.intervals)} prices of ${prices.market} ${prices.node} ${prices.product} (${prices.statuses.join(', ')})`,
    );
  if (carbon)
    say(
      `${count(carbon.intervals)} carbon intensities of ${carbon.source} ${carbon.zone} (${carbon.statuses.join(', ')})`,
    );
  for (const { kind, entry } of facts) say(`${kind}: ${JSON.stringify(entry)}`);
  if (rents) say(`${count(rents.prices)} rental prices of ${rents.venue} ${rents.model} (${rents.pricing_type})`);
}
