/** One measured value. */
export interface Value {
  /** `<step>.<what>`, lower case. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export const value = (name: string, measured: number, unit: string): Value => ({ name, value: measured, unit });

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const rounded = (measured: number, digits: number): number => Math.round(measured * 10 ** digits) / 10 ** digits;

/** Values of a run; one that was noted several times counts by its median. */
export class Notes {
  readonly #values = new Map<string, { readonly unit: string; readonly values: number[] }>();

  note({ name, value: measured, unit }: Value): void {
    const of = this.#values.get(name) ?? { unit, values: [] };
    of.values.push(measured);
    this.#values.set(name, of);
  }

  /** In the order in which they were first noted. */
  get results(): Value[] {
    return [...this.#values].map(([name, { unit, values }]) => value(name, rounded(median(values), 2), unit));
  }

  /** One value divided by another; nothing when either was not measured. */
  ratio(name: string, to: string): number | undefined {
    const [above, below] = [this.#values.get(name), this.#values.get(to)];
    return above && below && rounded(median(above.values) / median(below.values), 3);
  }
}
