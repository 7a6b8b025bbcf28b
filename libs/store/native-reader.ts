import type { Readable } from 'node:stream';

/** A column of names: `indices` of the rows into `keys`. */
export interface TextColumn {
  readonly keys: readonly string[];
  readonly indices: Uint8Array | Uint16Array | Uint32Array;
}

/** The columns of one block of a result. */
export interface ResultBlock {
  readonly rows: number;
  readonly longs: ReadonlyMap<string, BigInt64Array>;
  readonly texts: ReadonlyMap<string, TextColumn>;
}

const indexTypes = [Uint8Array, Uint16Array, Uint32Array] as const;

class BlockReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  #text(): string {
    const length = this.#varint();
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  #count(): number {
    this.#at += 8;
    return Number(this.#bytes.readBigUInt64LE(this.#at - 8));
  }

  /** A copy, since what stands in the middle of a result is not aligned. */
  #copy(bytes: number): ArrayBuffer {
    const copy = new ArrayBuffer(bytes);
    this.#at += bytes;
    new Uint8Array(copy).set(this.#bytes.subarray(this.#at - bytes, this.#at));
    return copy;
  }

  #names(rows: number): TextColumn {
    if (rows === 0) return { keys: [], indices: new Uint8Array(0) };
    if (this.#count() !== 1) throw new Error('The store has sent a dictionary of an unknown version');
    const Indices = indexTypes[this.#count() & 0xff] ?? Uint8Array;
    const keys = Array.from({ length: this.#count() }, () => this.#text());
    if (this.#count() !== rows) throw new Error('The store has sent a dictionary of another number of rows');
    return { keys, indices: new Indices(this.#copy(rows * Indices.BYTES_PER_ELEMENT)) };
  }

  next(): ResultBlock {
    const columns = this.#varint();
    const rows = this.#varint();
    const longs = new Map<string, BigInt64Array>();
    const texts = new Map<string, TextColumn>();
    for (let column = 0; column < columns; column++) {
      const name = this.#text();
      const type = this.#text();
      if (type === 'Int64') longs.set(name, new BigInt64Array(this.#copy(rows * 8)));
      else if (type === 'LowCardinality(String)') texts.set(name, this.#names(rows));
      else throw new Error(`The column ${name} of a result is ${type}; Int64 or LowCardinality(String) is read`);
    }
    return { rows, longs, texts };
  }
}

/** The blocks of a result in Native whose columns are Int64 or LowCardinality(String). Rejects when the result is not whole. */
export async function readBlocks(result: Readable): Promise<ResultBlock[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of result) chunks.push(chunk as Buffer);
  const reader = new BlockReader(Buffer.concat(chunks));
  const blocks: ResultBlock[] = [];
  while (!reader.isDone) blocks.push(reader.next());
  return blocks;
}
