// Writes infra/prometheus/coload.rules.yml and infra/grafana/coload.json, over what /v1/metrics.prom exposes: for teams that alert and look there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { stringify } from 'yaml';
import { durationText, readyRules } from '../dist/libs/alerting/index.js';
import {
  dimensionsOf,
  grainsOf,
  isMetricId,
  metricIds,
  metricOf,
  operandsOf,
  tableOf,
} from '../dist/libs/catalogue/index.js';

const isOfSite = (id) => dimensionsOf(id).includes('site') && grainsOf(id).includes('15m');
const nameOf = (id) => `coload_${id}`;

/** The condition of a rule in PromQL; undefined for silence, which a scrape of the last whole quarter of an hour cannot see in time, and for anomalies, which have no query of bearable size. */
function expressionOf({ metric, condition }) {
  const name = nameOf(metric);
  if (condition.kind === 'threshold')
    return `${name} ${condition.direction === 'above' ? '>' : '<'} ${condition.limit}`;
  if (condition.kind === 'coverage_below') return `coload_coverage{metric="${metric}"} < ${condition.min}`;
  if (condition.kind !== 'change') return undefined;
  const change = `${name} / (${name} offset 1w > 0) - 1`;
  const extents = { rise: change, fall: `-(${change})`, either: `abs(${change})` };
  return `${extents[condition.direction]} >= ${condition.by}`;
}

/** What a rule says; its own text may name what a scrape does not have. */
const summaryOf = ({ title, metric, condition }) =>
  condition.kind === 'coverage_below'
    ? `${title} at {{ $labels.site }}: {{ $value | humanizePercentage }} of the time is measured`
    : `${title} at {{ $labels.site }}: {{ $value | humanize }} (${metricOf(metric).title})`;

const rules = readyRules
  .filter(({ metric }) => isMetricId(metric) && isOfSite(metric))
  .flatMap((rule) => {
    const expr = expressionOf(rule);
    if (expr === undefined) return [];
    return [
      {
        alert: rule.id,
        expr,
        for: rule.forMs === 0 ? '0s' : durationText(rule.forMs),
        labels: { severity: rule.severity },
        annotations: { summary: summaryOf(rule), description: metricOf(rule.metric).brief },
      },
    ];
  });

const silent = {
  alert: 'coload_not_scraped',
  expr: 'absent(coload_coverage)',
  for: '30m',
  labels: { severity: 'critical' },
  annotations: { summary: 'Coload gives no figures', description: 'Is the API up, and /v1/metrics.prom scraped?' },
};

mkdirSync('infra/prometheus', { recursive: true });
const head =
  '# Generated from the ready rules of libs/alerting by `npm run generate`; by site, over /v1/metrics.prom.\n' +
  '# coload scheduler judges them by hall and device, and silence too.\n';
const text = head + stringify({ groups: [{ name: 'coload', rules: [...rules, silent] }] }, { lineWidth: 0 });
writeFileSync(
  'infra/prometheus/coload.rules.yml',
  await format(text, { parser: 'yaml', printWidth: 120, singleQuote: true }),
);

/** Where a metric is read, which is where one looks for it. */
function placeOf(id) {
  const metric = metricOf(id);
  return metric.kind === 'derived' ? placeOf(operandsOf(metric.formula)[0]) : tableOf(metric.sources[0]);
}

const units = { kWh: 'kwatth', kWh_th: 'kwatth', kW: 'kwatt', 1: 'none' };
const width = 8;
const height = 7;

const panelOf = (id, index, y) => {
  const { title, brief, display } = metricOf(id);
  const unit = units[display.unit] ?? `suffix: ${display.unit}`;
  return {
    type: 'timeseries',
    title,
    description: `${brief} (${display.unit})`,
    datasource: { type: 'prometheus', uid: '${source}' },
    gridPos: { h: height, w: width, x: (index % 3) * width, y: y + Math.floor(index / 3) * height },
    fieldConfig: { defaults: { unit, custom: { lineWidth: 1, fillOpacity: 8, spanNulls: false } }, overrides: [] },
    targets: [{ refId: 'A', expr: `${nameOf(id)}{site=~"$site"}`, legendFormat: '{{site}}' }],
  };
};

const rows = [
  ['site', 'Energy, cooling and money'],
  ['asic', 'Mining'],
  ['gpu', 'AI'],
].map(([place, title]) => ({ title, ids: metricIds.filter((id) => isOfSite(id) && placeOf(id) === place) }));

let y = 0;
const panels = rows.flatMap(({ title, ids }) => {
  const row = { type: 'row', title, collapsed: false, gridPos: { h: 1, w: 24, x: 0, y }, panels: [] };
  const own = ids.map((id, index) => panelOf(id, index, y + 1));
  y += 1 + Math.ceil(ids.length / 3) * height;
  return [row, ...own];
});

const dashboard = {
  uid: 'coload',
  title: 'Coload',
  tags: ['coload'],
  timezone: 'browser',
  schemaVersion: 39,
  time: { from: 'now-7d', to: 'now' },
  templating: {
    list: [
      { name: 'source', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
      {
        name: 'site',
        type: 'query',
        label: 'Site',
        datasource: { type: 'prometheus', uid: '${source}' },
        query: { query: 'label_values(coload_coverage, site)', refId: 'site' },
        definition: 'label_values(coload_coverage, site)',
        includeAll: true,
        multi: true,
        refresh: 2,
      },
    ],
  },
  panels: panels.map((panel, index) => ({ id: index + 1, ...panel })),
};
mkdirSync('infra/grafana', { recursive: true });
writeFileSync('infra/grafana/coload.json', `${JSON.stringify(dashboard, null, 1)}\n`);
