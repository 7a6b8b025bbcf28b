import { dimensionsOf, type MetricId, metricOf } from '#catalogue';
import { compile } from './compile.ts';
import { planOf } from './plan.ts';

/** The statements of a metric as text, for review: by every dimension of each place it is read from, per bucket and in total. */
export function goldenSql(id: MetricId): string {
  const metric = metricOf(id);
  const shapes =
    metric.kind === 'derived' || metric.kind === 'statistic'
      ? [dimensionsOf(id)]
      : metric.sources.map((source) => source.dimensions);
  const parts = shapes.flatMap((by) =>
    (['15m', 'total'] as const).flatMap((grain) => {
      const plan = planOf({ metrics: [id], by, grain, from: 0, to: 1, filters: {}, sites: [] });
      const title = `-- by ${by.join(', ')}; ${grain === 'total' ? 'total' : '15m, hour, day, month'}`;
      return plan.tables.map((table) => `${title}\n${compile(table, { by, filtered: [], grain })};\n`);
    }),
  );
  return `-- Generated from the catalogue by \`npm run generate\`; do not edit.\n${parts.join('\n')}`;
}
