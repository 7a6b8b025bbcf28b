import type { Rows } from '#store';

/** Rows given as objects; a number that is missing is NaN, a name `none`. */
export function rowsOf(objects: readonly Readonly<Record<string, unknown>>[]): Rows {
  const each = (name: string): unknown[] => objects.map((object) => object[name] ?? null);
  return {
    count: objects.length,
    numbers: (name) => Float64Array.from(each(name), (value) => (typeof value === 'number' ? value : NaN)),
    large: () => undefined,
    texts: (name) => {
      const values = each(name).map((value) => (typeof value === 'string' ? value : 'none'));
      const keys = [...new Set(values)];
      return { keys, indices: Uint32Array.from(values, (value) => keys.indexOf(value)) };
    },
  };
}
