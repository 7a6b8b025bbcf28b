import type { Readable } from 'node:stream';

/** A column of names: `indices` of the rows into `keys`. */
export interface TextColumn {
  readonly keys: readonly string[];
  readonly indices: Uint8Array | Uint16Array | Uint32Array;
}

/** Rows, column by column. */
export interface Rows {
  readonly count: number;
  /** A column of numbers, NaN where a row has none. Throws when there is no such column. */
  numbers(name: string): Float64Array;
  /** By row: whole numbers of a column that are too large to be exact as numbers; undefined where there are none. */
  large(name: string): Large | undefined;
  /** A column of names. Throws when there is no such column. */
  texts(name: string): TextColumn;
}

/** Whole numbers by row. */
export type Large = ReadonlyMap<number, bigint>;

/** A column of numbers, with those of them that are not exact. */
export interface NumberColumn {
  readonly numbers: Float64Array;
  readonly large?: Large | undefined;
}

const word = 4_294_967_296;

/** Whole numbers of 64 bits, given as pairs of halves. */
export function numbersOfHalves(halves: Int32Array, count: number): NumberColumn {
  const numbers = new Float64Array(count);
  let isLarge = false;
  for (let row = 0; row < count; row++) {
    const number = (halves[2 * row + 1] as number) * word + ((halves[2 * row] as number) >>> 0);
    numbers[row] = number;
    isLarge ||= number > Number.MAX_SAFE_INTEGER || number < Number.MIN_SAFE_INTEGER;
  }
  return { numbers, large: isLarge ? largeOf(halves, numbers) : undefined };
}

function largeOf(halves: Int32Array, numbers: Float64Array): Large {
  const large = new Map<number, bigint>();
  numbers.forEach((number, row) => {
    if (Number.isSafeInteger(number)) return;
    large.set(row, (BigInt(halves[2 * row + 1] as number) << 32n) | BigInt((halves[2 * row] as number) >>> 0));
  });
  return large;
}

interface NumberType {
  /** Bytes of a value. */
  readonly width: number;
  readonly read: (bytes: ArrayBuffer, rows: number) => NumberColumn;
}

const longs: NumberType = { width: 8, read: (bytes, rows) => numbersOfHalves(new Int32Array(bytes), rows) };
const numeric: ReadonlyMap<string, NumberType> = new Map([
  ['Int64', longs],
  [`DateTime64(3, 'UTC')`, longs],
  ['Float64', { width: 8, read: (bytes) => ({ numbers: new Float64Array(bytes) }) }],
  ['UInt32', { width: 4, read: (bytes) => ({ numbers: Float64Array.from(new Uint32Array(bytes)) }) }],
]);
const nullable = /^Nullable\((.*)\)$/;
const indexTypes = [Uint8Array, Uint16Array, Uint32Array] as const;

/** The bytes of a result, in the order in which they are asked for. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(result: Readable) {
    this.#chunks = result[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Waits for more where all was taken; false at the end. */
  async hasMore(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }

  async take(count: number): Promise<ArrayBuffer> {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (!(await this.hasMore())) throw new Error('The store has sent a result that is not whole');
      const part = this.#chunk.subarray(this.#at, this.#at + count - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return taken.buffer;
  }

  async varint(): Promise<number> {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#chunk[this.#at++] ?? (await this.#nextByte());
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  async #nextByte(): Promise<number> {
    const [byte = 0] = new Uint8Array(await this.take(1));
    return byte;
  }

  async text(): Promise<string> {
    return Buffer.from(await this.take(await this.varint())).toString('utf8');
  }

  async count(): Promise<number> {
    return Number(new DataView(await this.take(8)).getBigUint64(0, true));
  }
}

/** A block of a result that has been read. */
class Block implements Rows {
  readonly count: number;
  readonly #numbers = new Map<string, NumberColumn>();
  readonly #texts = new Map<string, TextColumn>();

  constructor(count: number) {
    this.count = count;
  }

  numbers(name: string): Float64Array {
    return found(this.#numbers, name).numbers;
  }

  large(name: string): Large | undefined {
    return found(this.#numbers, name).large;
  }

  texts(name: string): TextColumn {
    return found(this.#texts, name);
  }

  async read(bytes: Bytes): Promise<void> {
    const name = await bytes.text();
    const type = await bytes.text();
    if (type === 'LowCardinality(String)') this.#texts.set(name, await readTexts(bytes, this.count));
    else this.#numbers.set(name, await readNumbers(bytes, { name, type, rows: this.count }));
  }
}

function found<Column>(columns: ReadonlyMap<string, Column>, name: string): Column {
  const column = columns.get(name);
  if (!column) throw new Error(`The rows have no column ${name} of this kind`);
  return column;
}

async function readTexts(bytes: Bytes, rows: number): Promise<TextColumn> {
  if (rows === 0) return { keys: [], indices: new Uint8Array(0) };
  if ((await bytes.count()) !== 1) throw new Error('The store has sent a dictionary of an unknown version');
  const Indices = indexTypes[(await bytes.count()) & 0xff] ?? Uint8Array;
  const keys: string[] = [];
  for (let left = await bytes.count(); left > 0; left--) keys.push(await bytes.text());
  if ((await bytes.count()) !== rows) throw new Error('The store has sent a dictionary of another number of rows');
  return { keys, indices: new Indices(await bytes.take(rows * Indices.BYTES_PER_ELEMENT)) };
}

interface Told {
  readonly name: string;
  readonly type: string;
  readonly rows: number;
}

async function readNumbers(bytes: Bytes, { name, type, rows }: Told): Promise<NumberColumn> {
  const [, inner] = nullable.exec(type) ?? [];
  const kind = numeric.get(inner ?? type);
  if (!kind) throw new Error(`The column ${name} of a result is ${type}, which is not read`);
  const nulls = inner === undefined ? undefined : new Uint8Array(await bytes.take(rows));
  const column = kind.read(await bytes.take(rows * kind.width), rows);
  nulls?.forEach((isNull, row) => {
    if (isNull === 1) column.numbers[row] = NaN;
  });
  return column;
}

/** The blocks of a result in Native whose columns are numbers or LowCardinality(String). Throws when the result is not whole. */
export async function* blocksOf(result: Readable): AsyncGenerator<Rows> {
  const bytes = new Bytes(result);
  try {
    while (await bytes.hasMore()) {
      const columns = await bytes.varint();
      const block = new Block(await bytes.varint());
      for (let column = 0; column < columns; column++) await block.read(bytes);
      yield block;
    }
  } finally {
    // Whoever stops in the middle would keep the store's session.
    result.destroy();
  }
}
