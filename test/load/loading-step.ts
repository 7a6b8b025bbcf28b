import { startKafka } from '../support/kafka.ts';
import { type Dataset, makeDataset } from './dataset.ts';
import { type EngineLimit, measureEngineLimit } from './engine-limit.ts';
import { loadWithJsonEachRow } from './json-each-row.ts';
import { jsonReadings } from './json-readings.ts';
import { cpuOf, type Loaded, type LoadOptions, loadWithCoload } from './loading.ts';
import { value, type Value } from './notes.ts';
import { measureStored, measureWire } from './stored-size.ts';

const perMillion = 'CPU s per million readings';

/** What a loader took, under a name of its own. */
export const loadedValues = (name: string, loaded: Loaded): Value[] => [
  value(`${name}.rate`, loaded.rowsPerSecond, 'readings/s'),
  value(`${name}.loader_cpu`, loaded.loaderCpu, perMillion),
  value(`${name}.engine_cpu`, loaded.engineCpu, perMillion),
  value(`${name}.cpu`, cpuOf(loaded), perMillion),
  value(`${name}.loader_memory`, loaded.loaderPeakMb, 'MB'),
  value(`${name}.engine_memory`, loaded.enginePeakMb, 'MB'),
];

const limitValues = ({ rowsPerSecond, cpu, withRollupRows, withRollups }: EngineLimit): Value[] => [
  value('engine_limit.rate', rowsPerSecond, 'readings/s'),
  value('engine_limit.engine_cpu', cpu, perMillion),
  value('engine_limit_rows.rate', withRollupRows.rowsPerSecond, 'readings/s'),
  value('engine_limit_rows.engine_cpu', withRollupRows.cpu, perMillion),
  value('engine_limit_rollups.rate', withRollups.rowsPerSecond, 'readings/s'),
  value('engine_limit_rollups.engine_cpu', withRollups.engineCpu, perMillion),
  value('engine_limit_rollups.recompute_cpu', withRollups.recomputeCpu, perMillion),
];

/** Runs `load` on a broker of its own, which has nothing else on its topics. */
async function onKafka(load: (brokers: string) => Promise<Loaded>): Promise<Loaded> {
  const broker = await startKafka();
  try {
    return await load(broker.brokers.join(','));
  } finally {
    await broker.stop();
  }
}

const fromKafka = (dataset: Dataset, options: LoadOptions): Promise<Loaded> =>
  onKafka(async (brokers) => (await loadWithCoload(dataset, { ...options, brokers })).loaded);

/** Loads the same readings side by side with the engine alone, with Coload and with the loader that most teams write. */
export async function measureLoading({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const size = isShort ? { hours: 12, jsonRows: 50_000, rounds: 1 } : { hours: 72, jsonRows: 300_000, rounds: 3 };
  const dataset = await makeDataset({ hours: size.hours });
  const json = jsonReadings(dataset, size.jsonRows);
  const values = [value('readings', dataset.readings, 'readings'), ...(await measureWire(dataset))];
  try {
    for (let round = 0; round < size.rounds; round++) {
      const raw = await loadWithCoload(dataset, { withRollups: false }, (stack) =>
        measureEngineLimit(stack, dataset.siteFiles),
      );
      const rollups = await loadWithCoload(dataset, { withRollups: true }, measureStored);
      const each = await loadWithJsonEachRow(json, {});
      // What no loading with rollups can exceed.
      const kafkaRaw = isShort ? undefined : await fromKafka(dataset, { withRollups: false });
      const kafka = await fromKafka(dataset, { withRollups: true });
      const kafkaEach = await onKafka((brokers) => loadWithJsonEachRow(json, { brokers }));
      values.push(
        ...loadedValues('raw', raw.loaded),
        ...(raw.seen ? limitValues(raw.seen) : []),
        ...loadedValues('rollups', rollups.loaded),
        ...(rollups.seen ?? []),
        ...loadedValues('json_each_row', each),
        ...(kafkaRaw ? loadedValues('kafka_raw', kafkaRaw) : []),
        ...loadedValues('kafka_rollups', kafka),
        ...loadedValues('kafka_json_each_row', kafkaEach),
      );
    }
  } finally {
    dataset.remove();
  }
  return values;
}
