import { readFileSync } from 'node:fs';
import { gpuModelOf } from '#market';
import { projectPath } from '#runtime';

/** Dense peaks as the makers publish them; sparsity is not counted. */
const path = 'libs/rollup/data/gpu-peaks.csv';
const gigaPerTera = 1000;

function readPeaks(): ReadonlyMap<string, number> {
  const [, ...lines] = readFileSync(projectPath(path), 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [model, form, dtype, tflops] = line.split(',');
      return [`${model} ${form} ${dtype}`, Number(tflops) * gigaPerTera];
    }),
  );
}

let peaks: ReadonlyMap<string, number> | undefined;
const known = new Map<string, number | null>();

function lookUp(name: string, dtype: string): number | null {
  peaks ??= readPeaks();
  const gpu = gpuModelOf(name, null);
  if (!gpu) return null;
  // Drivers name the form factor of a card, and leave it out of what is mounted on a board of its own.
  const forms = gpu.formFactor === null ? ['SXM', 'PCIe', ''] : [gpu.formFactor, ''];
  const found = forms.map((form) => peaks?.get(`${gpu.model} ${form} ${dtype}`));
  return found.find((peak) => peak !== undefined) ?? null;
}

/** Dense peak rate of a model of board in a number format, GFLOP/s; null where it is not known. */
export function peakGflops(name: string, dtype: string): number | null {
  const key = `${name} ${dtype}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const peak = lookUp(name, dtype);
  known.set(key, peak);
  return peak;
}
