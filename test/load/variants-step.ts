import { makeDataset } from './dataset.ts';
import { loadedValues } from './loading-step.ts';
import { loadWithCoload } from './loading.ts';
import type { Value } from './notes.ts';

/** Coload with other block sizes and with four partitions, of the embedded stream. */
export async function measureVariants({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const dataset = await makeDataset({ hours: isShort ? 6 : 36 });
  const values: Value[] = [];
  try {
    for (const blockRows of [50_000, 125_000, 250_000]) {
      const { loaded } = await loadWithCoload(dataset, { withRollups: false, blockRows });
      values.push(...loadedValues(`variants.raw_blocks_${blockRows / 1000}k`, loaded));
    }
    for (const partitions of [1, 4]) {
      for (const withRollups of [false, true]) {
        const { loaded } = await loadWithCoload(dataset, { withRollups, partitions });
        values.push(...loadedValues(`variants.${withRollups ? 'rollups' : 'raw'}_partitions_${partitions}`, loaded));
      }
    }
  } finally {
    dataset.remove();
  }
  return values;
}
