import { type MetricId, metricOf } from '#catalogue';
import type { KpiRow } from '#kpi';

/** Media type of Prometheus' text format. */
export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

const label = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const help = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

/** Families of one name, each row with its labels. */
function family(name: string, text: string, samples: readonly string[]): string[] {
  return samples.length === 0 ? [] : [`# HELP ${name} ${help(text)}`, `# TYPE ${name} gauge`, ...samples];
}

/**
 * Values as Prometheus scrapes them: one gauge per metric, in its unit of display, and the coverage of each. What has no value has no
 * sample: to Prometheus it is absent, not zero.
 */
export function prometheusText(rows: readonly KpiRow[]): string {
  const byMetric = new Map<MetricId, KpiRow[]>();
  for (const row of rows) {
    const of = byMetric.get(row.metric);
    if (of) of.push(row);
    else byMetric.set(row.metric, [row]);
  }
  const values = [...byMetric].flatMap(([id, of]) => {
    const { brief, display } = metricOf(id);
    const samples = of.flatMap(({ site, value }) =>
      value === null ? [] : [`coload_${id}{site="${label(site)}"} ${String(value)}`],
    );
    return family(`coload_${id}`, `${brief} In ${display.unit}.`, samples);
  });
  const coverages = rows.flatMap(({ metric, site, coverage }) =>
    coverage === null ? [] : [`coload_coverage{metric="${metric}",site="${label(site)}"} ${String(coverage)}`],
  );
  const coverage = family('coload_coverage', 'Covered time of a metric divided by the expected time.', coverages);
  return [...values, ...coverage, ''].join('\n');
}
