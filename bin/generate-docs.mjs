// Writes docs/metrics.md from the catalogue and the case of each metric.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { measure, metricIds, metricOf } from '../dist/libs/catalogue/index.js';
import { dictionary } from '../dist/apps/api/dictionary.js';

const entries = new Map(dictionary().map((entry) => [entry.id, entry]));

const sourceLine = ({ dimensions, numerator, denominator, point }, source) => {
  const columns = (id) =>
    `\`rollup_${measure(id).table === 'window' ? 'site' : measure(id).table}\`: \`${measure(id).sql}\``;
  const parts = [
    `numerator ${numerator.id} (${columns(numerator.id)}, ${numerator.unit}): ${numerator.brief}`,
    ...(denominator
      ? [`denominator ${denominator.id} (${columns(denominator.id)}, ${denominator.unit}): ${denominator.brief}`]
      : []),
    `coverage by ${source.covered.map((id) => `\`${measure(id).sql}\``).join(' and ')}`,
  ];
  return `- by ${dimensions.join(', ')}${point ? `, at ${point}` : ''}\n${parts.map((part) => `  - ${part}`).join('\n')}`;
};

const section = (id) => {
  const entry = entries.get(id);
  const metric = metricOf(id);
  const example = readFileSync(`libs/catalogue/metrics/${id.replaceAll('_', '-')}.case.yaml`, 'utf8').trimEnd();
  const rows = [
    // A bar would end the cell, in code too.
    ['Formula', `\`${entry.formula.replaceAll('|', '\\|')}\``],
    ['Unit', `${entry.unit} (base ${entry.base_unit}, × ${entry.scale})`],
    ['Dimensions', entry.dimensions.join(', ')],
    ...(entry.least_days ? [['Grains', `${entry.grains.join(', ')}; of ${entry.least_days} days at least`]] : []),
    ['Better', entry.better],
    ...(entry.standard ? [['Standard', entry.standard]] : []),
    ...(entry.status ? [['Status', entry.status]] : []),
  ];
  return [
    `## ${id}`,
    `${entry.title}. ${entry.brief}`,
    ['| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n'),
    ...(entry.sources.length === 0
      ? []
      : [entry.sources.map((line, index) => sourceLine(line, metric.sources[index])).join('\n')]),
    ...(entry.caveats.length > 0 ? [entry.caveats.map((caveat) => `> ${caveat}`).join('\n>\n')] : []),
    `Worked example, one reading per quarter hour from midnight:\n\n\`\`\`yaml\n${example}\n\`\`\``,
  ].join('\n\n');
};

const head = `# Metrics

Generated from the catalogue by \`npm run generate\`; do not edit.

Every value is a sum, or a ratio of sums, over the buckets that start in the window, or a statistic of all its quarters of an hour, which says from how many days it is made; of a day or a month it looks at
as many days up to the end as it needs. It comes with its numerator and denominator in base units, its coverage
(covered ÷ expected time), the number of units that contributed, and a quality: \`ok\` from 0.95, \`partial\` from 0.80; below that it is null, with the reason.
Energies of different metering points are never added to one another. Hours, days and months are of site time.`;

mkdirSync('docs', { recursive: true });
const index = metricIds.map((id) => `- [${id}](#${id}): ${entries.get(id).brief}`).join('\n');
const text = [head, index, ...metricIds.map(section)].join('\n\n');
writeFileSync(
  'docs/metrics.md',
  await format(text, { ...(await resolveConfig('docs/metrics.md')), parser: 'markdown' }),
);
