import { makeDataset } from './dataset.ts';
import { loadedValues } from './loading-step.ts';
import { cpuOf, type Loaded, loadWithCoload } from './loading.ts';
import { median, value, type Value } from './notes.ts';

/** Fleets that are loaded; polled every minute for as long as gives the same number of readings. */
export const growthDevices: readonly number[] = [100, 1_000, 10_000];

const sites = 4;
const pollsPerHour = 60;

/** The run whose CPU time is in the middle. */
function middle(runs: readonly Loaded[]): Loaded | undefined {
  const wanted = median(runs.map(cpuOf));
  return runs.find((run) => cpuOf(run) === wanted);
}

/** What a reading costs with rollups, by the number of devices that the same number of readings comes from: should not depend on it. */
export async function measureGrowth({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const size = isShort ? { readings: 200_000, rounds: 1 } : { readings: 1_000_000, rounds: 3 };
  const values: Value[] = [];
  for (const devices of growthDevices) {
    const hours = size.readings / devices / pollsPerHour;
    const dataset = await makeDataset({ hours, sites, devicesPerSite: devices / sites });
    try {
      const runs: Loaded[] = [];
      for (let round = 0; round < size.rounds; round++)
        runs.push((await loadWithCoload(dataset, { withRollups: true })).loaded);
      const loaded = middle(runs);
      if (!loaded) continue;
      const name = `growth.devices_${devices}`;
      values.push(
        value(`${name}.readings`, loaded.rows, 'readings'),
        value(`${name}.messages`, dataset.messages.length, 'messages'),
        ...loadedValues(name, loaded),
      );
    } finally {
      dataset.remove();
    }
  }
  return values;
}
