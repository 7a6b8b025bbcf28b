const prime = 16_777_619;
const seed = -2_128_831_035;

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = seed;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  return hash >>> 0;
}

/** Texts of many rows, each once and byte by byte as it came. */
export class Dictionary {
  readonly #keys: Uint8Array[] = [];
  /** Open addressing: numbers of keys, −1 where there is none. */
  #table = new Int32Array(64).fill(-1);
  #last = -1;

  get keys(): readonly Uint8Array[] {
    return this.#keys;
  }

  /** The number of the text in `bytes`; a new one where it has not come before. */
  indexOf(bytes: Uint8Array, from: number, length: number): number {
    // A fleet is polled in the same order again and again.
    const guess = (this.#last + 1) % Math.max(this.#keys.length, 1);
    this.#last = this.#is(guess, bytes, from, length) ? guess : this.#find(bytes, from, length);
    return this.#last;
  }

  #is(index: number, bytes: Uint8Array, from: number, length: number): boolean {
    const key = this.#keys[index];
    if (key?.length !== length) return false;
    for (let at = 0; at < length; at++) if (key[at] !== bytes[from + at]) return false;
    return true;
  }

  #find(bytes: Uint8Array, from: number, length: number): number {
    const mask = this.#table.length - 1;
    let place = hashOf(bytes, from, from + length) & mask;
    for (let index = this.#table[place] as number; index >= 0; index = this.#table[place] as number) {
      if (this.#is(index, bytes, from, length)) return index;
      place = (place + 1) & mask;
    }
    this.#table[place] = this.#keys.length;
    this.#keys.push(bytes.slice(from, from + length));
    if (this.#keys.length * 2 > this.#table.length) this.#grow();
    return this.#keys.length - 1;
  }

  #grow(): void {
    this.#table = new Int32Array(this.#table.length * 4).fill(-1);
    const mask = this.#table.length - 1;
    for (const [index, key] of this.#keys.entries()) {
      let place = hashOf(key, 0, key.length) & mask;
      while ((this.#table[place] as number) >= 0) place = (place + 1) & mask;
      this.#table[place] = index;
    }
  }
}
