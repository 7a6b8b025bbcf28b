import type { Column } from '#contracts';
import { type NumberColumn, numbersOfHalves, type TextColumn } from '#store';
import { type Cursor, invalid } from './cursor.ts';
import { Dictionary } from './dictionary.ts';
import type { Faults } from './faults.ts';

/** The smallest and greatest value that a column may hold; without an entry any finite one. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const anyFinite: Range = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

/** The values of one column for the rows of a block, laid out as ClickHouse's Native format wants them. */
interface Values<Kind extends Column['kind']> {
  readonly kind: Kind;
  readonly name: string;
  readonly isNullable: boolean;
  readonly range: Range;
  /** 1 where a row is null. */
  readonly nulls: Uint8Array;
}

/** Pairs of 32-bit halves, low first: exact where a number is not. */
export interface Longs extends Values<'long'> {
  readonly halves: Int32Array;
}

export interface Ints extends Values<'int'> {
  readonly ints: Int32Array;
}

export interface Doubles extends Values<'double'> {
  readonly doubles: Float64Array;
}

/** Indices into what texts there are. */
export interface Strings extends Values<'string'> {
  readonly texts: Dictionary;
  readonly indices: Uint32Array;
}

export interface Enums extends Values<'enum'> {
  readonly symbols: readonly string[];
  /** The symbol of a column in which nothing is known. */
  readonly absent: number;
  readonly indices: Uint8Array;
}

export type BlockColumn = Longs | Ints | Doubles | Strings | Enums;

/** An empty column for at most `capacity` rows; an enum without the symbol `none` is absent as its first one. */
export function createColumn(column: Column, capacity: number, range: Range = anyFinite): BlockColumn {
  const { name, isNullable, symbols } = column;
  const common = { name, isNullable, range, nulls: new Uint8Array(isNullable ? capacity : 0) };
  switch (column.kind) {
    case 'long':
      return { ...common, kind: 'long', halves: new Int32Array(capacity * 2) };
    case 'int':
      return { ...common, kind: 'int', ints: new Int32Array(capacity) };
    case 'double':
      return { ...common, kind: 'double', doubles: new Float64Array(capacity) };
    case 'string':
      return { ...common, kind: 'string', texts: new Dictionary(), indices: new Uint32Array(capacity) };
    default:
      return {
        ...common,
        kind: 'enum',
        symbols,
        absent: Math.max(0, symbols.indexOf('none')),
        indices: new Uint8Array(capacity),
      };
  }
}

/** Whether the next value of a nullable column is known; its union is always [null, value]. */
function isKnown(cursor: Cursor): boolean {
  const branch = cursor.bytes[cursor.at++];
  if (branch === 2) return true;
  if (branch === 0) return false;
  throw invalid('truncated', `A union has the branch byte ${branch}.`);
}

const halvesToNumber = (low: number, high: number): number => high * 4_294_967_296 + (low >>> 0);

function readLongs(cursor: Cursor, column: Longs, from: number, to: number, faults: Faults): void {
  const { halves, nulls, isNullable, range } = column;
  const { min, max } = range;
  for (let row = from; row < to; row++) {
    if (isNullable) {
      const known = isKnown(cursor);
      nulls[row] = known ? 0 : 1;
      if (!known) {
        halves[row * 2] = 0;
        halves[row * 2 + 1] = 0;
        continue;
      }
    }
    cursor.long();
    const { low, high } = cursor;
    halves[row * 2] = low;
    halves[row * 2 + 1] = high;
    const value = halvesToNumber(low, high);
    if (value < min || value > max) faults.add(row, 'out_of_bounds', column.name, value);
  }
}

function readInts(cursor: Cursor, column: Ints, from: number, to: number, faults: Faults): void {
  const { ints, nulls, isNullable, range } = column;
  for (let row = from; row < to; row++) {
    if (isNullable) {
      const known = isKnown(cursor);
      nulls[row] = known ? 0 : 1;
      ints[row] = 0;
      if (!known) continue;
    }
    const value = cursor.number();
    if (value !== (value | 0)) throw invalid('truncated', `${column.name} is ${value}, more than 32 bits.`);
    ints[row] = value;
    if (value < range.min || value > range.max) faults.add(row, 'out_of_bounds', column.name, value);
  }
}

function readDoubles(cursor: Cursor, column: Doubles, from: number, to: number, faults: Faults): void {
  const { doubles, nulls, isNullable, range } = column;
  const { min, max } = range;
  for (let row = from; row < to; row++) {
    if (isNullable) {
      const known = isKnown(cursor);
      nulls[row] = known ? 0 : 1;
      if (!known) {
        doubles[row] = 0;
        continue;
      }
    }
    const value = cursor.double();
    doubles[row] = value;
    if (value >= min && value <= max) continue;
    faults.add(row, Number.isFinite(value) ? 'out_of_bounds' : 'not_finite', column.name, value);
  }
}

function readStrings(cursor: Cursor, column: Strings, from: number, to: number, faults: Faults): void {
  const { texts, indices, nulls, isNullable } = column;
  for (let row = from; row < to; row++) {
    if (isNullable) {
      const known = isKnown(cursor);
      nulls[row] = known ? 0 : 1;
      if (!known) {
        indices[row] = texts.indexOf(cursor.bytes, 0, 0);
        continue;
      }
    }
    const length = cursor.length();
    indices[row] = texts.indexOf(cursor.bytes, cursor.at, length);
    cursor.at += length;
    if (length === 0 && !isNullable) faults.add(row, 'empty', column.name, '');
  }
}

function readEnums(cursor: Cursor, column: Enums, from: number, to: number, faults: Faults): void {
  const { indices, symbols, absent } = column;
  for (let row = from; row < to; row++) {
    const index = cursor.number();
    const isSymbol = index >= 0 && index < symbols.length;
    indices[row] = isSymbol ? index : absent;
    if (!isSymbol) faults.add(row, 'unknown_symbol', column.name, index);
  }
}

/** Reads the next values of a column from `cursor` into the rows [from, to); values out of its range become faults. */
export function readValues(cursor: Cursor, column: BlockColumn, from: number, to: number, faults: Faults): void {
  switch (column.kind) {
    case 'long':
      return readLongs(cursor, column, from, to, faults);
    case 'int':
      return readInts(cursor, column, from, to, faults);
    case 'double':
      return readDoubles(cursor, column, from, to, faults);
    case 'string':
      return readStrings(cursor, column, from, to, faults);
    case 'enum':
      return readEnums(cursor, column, from, to, faults);
  }
}

/** Makes the rows [from, to) absent: null, or an enum's `none`. Throws an `InvalidMessage` when the column must be known. */
export function fillAbsent(column: BlockColumn, from: number, to: number): void {
  if (column.kind === 'enum') {
    column.indices.fill(column.absent, from, to);
    return;
  }
  if (!column.isNullable) throw invalid('columns', `${column.name} has no values, ${to - from} are expected.`);
  column.nulls.fill(1, from, to);
  if (column.kind === 'long') column.halves.fill(0, from * 2, to * 2);
  if (column.kind === 'int') column.ints.fill(0, from, to);
  if (column.kind === 'double') column.doubles.fill(0, from, to);
  if (column.kind === 'string') column.indices.fill(column.texts.indexOf(new Uint8Array(0), 0, 0), from, to);
}

/** The first `count` rows of a column of numbers, NaN where one is null. */
export function numbersOf(column: BlockColumn, count: number): NumberColumn {
  const known = plainNumbers(column, count);
  const nulls = column.nulls.subarray(0, count);
  if (nulls.includes(1)) for (let row = 0; row < count; row++) if (nulls[row] === 1) known.numbers[row] = NaN;
  return known;
}

function plainNumbers(column: BlockColumn, count: number): NumberColumn {
  if (column.kind === 'long') return numbersOfHalves(column.halves, count);
  if (column.kind === 'int') return { numbers: Float64Array.from(column.ints.subarray(0, count)) };
  if (column.kind === 'double') return { numbers: column.doubles.slice(0, count) };
  throw new Error(`${column.name} is not a column of numbers`);
}

/** The first `count` rows of a column of names. */
export function namesOf(column: BlockColumn, count: number): TextColumn {
  if (column.kind === 'enum') return { keys: column.symbols, indices: column.indices.subarray(0, count) };
  if (column.kind !== 'string') throw new Error(`${column.name} is not a column of names`);
  const keys = column.texts.keys.map((key) => Buffer.from(key).toString('utf8'));
  return { keys, indices: column.indices.subarray(0, count) };
}

/** A long of a block as a number: exact up to 2^53. */
export const longAt = (column: Longs, row: number): number =>
  halvesToNumber(column.halves[row * 2] as number, column.halves[row * 2 + 1] as number);
