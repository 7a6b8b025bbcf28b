import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf, PipelineError, projectPath } from '#runtime';
import { measureAlerts } from './alerts-step.ts';
import { measureApi } from './api-step.ts';
import { measureCollector } from './collector-step.ts';
import { measureFreshness } from './freshness-step.ts';
import { growthDevices, measureGrowth } from './growth-step.ts';
import { measureLoading } from './loading-step.ts';
import { machine } from './machine.ts';
import { Notes, type Value } from './notes.ts';
import { measureReports } from './reports-step.ts';
import { capacityPage, performancePage } from './report.ts';
import { belowFloors } from './targets.ts';
import { measureNotification } from './notification-step.ts';
import { measureTakeover } from './takeover-step.ts';
import { measureVariants } from './variants-step.ts';

/**
 * `npm run bench [-- --json] [-- --short] [-- --only NAME,...] [-- --docs] [-- --check]`: measures loading, its growth with the fleet, freshness under load and the
 * latency of answers and of the scheduler's rounds, each step on a stack of its own. Progress is on stderr; the last line of stdout is JSON with every value and the
 * ratios of this run. `--docs` writes docs/performance.md and docs/capacity.md from it; `--check` exits 1 when a ratio of a short run is below its floor.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    docs: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

/** What is measured, in this order; names are those of `--only`. */
const steps: Readonly<Record<string, (size: { readonly isShort: boolean }) => Promise<Value[]>>> = {
  loading: measureLoading,
  variants: measureVariants,
  growth: measureGrowth,
  collector: measureCollector,
  freshness: measureFreshness,
  api: measureApi,
  alerts: measureAlerts,
  notification: measureNotification,
  reports: measureReports,
  takeover: measureTakeover,
};

function wantedSteps(): string[] {
  const wanted = options.only?.split(',') ?? Object.keys(steps);
  const unknown = wanted.filter((name) => !(name in steps));
  if (unknown.length === 0) return wanted;
  const known = Object.keys(steps).join(', ');
  throw new PipelineError('CONFIG_INVALID', `--only: ${unknown.join(', ')} is not one of ${known}`);
}

const notes = new Notes();
for (const name of wantedSteps()) {
  process.stderr.write(`${name} …\n`);
  try {
    for (const one of (await steps[name]?.({ isShort: options.short })) ?? []) {
      notes.note(one);
      process.stderr.write(`  ${one.name} ${one.value.toFixed(2)} ${one.unit}\n`);
    }
  } catch (error) {
    // The others are worth measuring all the same.
    process.exitCode = 1;
    process.stderr.write(`${name} failed: ${messageOf(error)}\n`);
  }
}

const fewest = Math.min(...growthDevices);
const most = Math.max(...growthDevices);
const ratios = {
  raw_to_engine_limit: notes.ratio('raw.rate', 'engine_limit.rate'),
  rollups_to_engine_limit: notes.ratio('rollups.rate', 'engine_limit.rate'),
  rollups_to_engine_limit_rollups: notes.ratio('rollups.rate', 'engine_limit_rollups.rate'),
  engine_limit_rows_to_engine_limit: notes.ratio('engine_limit_rows.rate', 'engine_limit.rate'),
  rollups_to_json_each_row: notes.ratio('rollups.rate', 'json_each_row.rate'),
  kafka_rollups_to_json_each_row: notes.ratio('kafka_rollups.rate', 'kafka_json_each_row.rate'),
  kafka_json_each_row_cpu_to_rollups: notes.ratio('kafka_json_each_row.cpu', 'kafka_rollups.cpu'),
  kafka_raw_to_json_each_row: notes.ratio('kafka_raw.rate', 'kafka_json_each_row.rate'),
  growth_cpu_most_to_fewest: notes.ratio(`growth.devices_${most}.cpu`, `growth.devices_${fewest}.cpu`),
};
const { results } = notes;
if (options.check) {
  const slow = belowFloors(ratios);
  for (const line of slow) process.stderr.write(`${line}\n`);
  if (slow.length > 0) process.exitCode = 1;
}
if (options.docs) {
  const run = { machine: machine(), results, ratios };
  writeFileSync(projectPath('docs/performance.md'), performancePage(run));
  writeFileSync(projectPath('docs/capacity.md'), capacityPage(run));
}
if (options.json || !process.stdout.isTTY) {
  process.stdout.write(`${JSON.stringify({ machine: machine(), results, ratios })}\n`);
} else {
  for (const { name, value, unit } of results) process.stdout.write(`${name.padEnd(40)} ${value} ${unit}\n`);
  for (const [name, ratio] of Object.entries(ratios)) {
    if (ratio !== undefined) process.stdout.write(`${name.padEnd(40)} ${ratio}\n`);
  }
}
