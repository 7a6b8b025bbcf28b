import type { Sample } from '../prometheus/parse.ts';

/** The first label that is there, whatever its spelling in this version of the exporter. */
export function labelOf(labels: Sample['labels'], ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = labels[name];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
