/** A column of 64-bit integers, also seen as pairs of 32-bit halves: arithmetic on these is several times as fast as on bigints. */
export interface Longs {
  readonly values: BigInt64Array;
  readonly halves: Int32Array;
}

const word = 4_294_967_296;

export function viewOf(values: BigInt64Array): Longs {
  return { values, halves: new Int32Array(values.buffer, values.byteOffset, values.length * 2) };
}

export const newLongs = (length: number): Longs => viewOf(new BigInt64Array(length));

/** A value as a number, rounded where a number cannot hold it. */
export const numberAt = ({ halves }: Longs, at: number): number =>
  (halves[2 * at + 1] ?? 0) * word + ((halves[2 * at] ?? 0) >>> 0);

/** Adds a whole number that is exact. */
export function addNumber({ halves }: Longs, at: number, whole: number): void {
  if (whole === 0) return;
  const low = ((halves[2 * at] ?? 0) >>> 0) + (whole >>> 0);
  halves[2 * at] = low | 0;
  halves[2 * at + 1] = (halves[2 * at + 1] ?? 0) + Math.floor(whole / word) + (low >= word ? 1 : 0);
}

/** A value of an array of numbers that has it. */
export const valueAt = (values: ArrayLike<number>, at: number): number => values[at] ?? 0;

/** Copies one value. */
export function copyLong(from: Longs, at: number, to: Longs, into: number): void {
  to.halves[2 * into] = from.halves[2 * at] ?? 0;
  to.halves[2 * into + 1] = from.halves[2 * at + 1] ?? 0;
}

/** Takes the values of another column of the same length from those of one, as 64-bit integers wrap. */
export function subtractAll({ halves }: Longs, { halves: taken }: Longs): void {
  for (let at = 0; at < halves.length; at += 2) {
    const low = ((halves[at] ?? 0) >>> 0) - ((taken[at] ?? 0) >>> 0);
    halves[at] = low | 0;
    halves[at + 1] = (halves[at + 1] ?? 0) - (taken[at + 1] ?? 0) - (low < 0 ? 1 : 0);
  }
}

/** A sum of whole numbers, exact however large; kept as a number while it is safe, which is several times as fast. */
export class WholeSum {
  #safe = 0;
  #rest = 0n;

  add(longs: Longs, at: number): void {
    const whole = numberAt(longs, at);
    const sum = this.#safe + whole;
    if (Number.isSafeInteger(whole) && Number.isSafeInteger(sum)) {
      this.#safe = sum;
      return;
    }
    this.#rest += BigInt(this.#safe) + (longs.values[at] ?? 0n);
    this.#safe = 0;
  }

  get value(): bigint {
    return this.#rest + BigInt(this.#safe);
  }
}
