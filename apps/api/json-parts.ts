import { setImmediate as turnEnd } from 'node:timers/promises';

/** So many rows are written in a turn: others are answered in between, and what is written is compressed meanwhile. */
export const rowsAtOnce = 500;

export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly shown: (row: Row) => unknown;
}

/** The JSON of an object, the `rows` of which are made as they are written, in parts. Not iterable itself: Nest would send it as a stream, without its tag. */
export class JsonParts<Row> {
  readonly #told: object;
  readonly #rows: Rows<Row>;

  constructor(told: object, rows: Rows<Row>) {
    this.#told = told;
    this.#rows = rows;
  }

  async *written(): AsyncGenerator<string> {
    const { rows, shown } = this.#rows;
    yield JSON.stringify({ ...this.#told, rows: [] }).slice(0, -2);
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const part = JSON.stringify(rows.slice(from, from + rowsAtOnce).map(shown)).slice(1, -1);
      yield from === 0 ? part : `,${part}`;
      await turnEnd();
    }
    yield ']}';
  }
}
