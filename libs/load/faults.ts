import type { DeadReason } from './cursor.ts';

/** What is wrong with one row: the first fault found in it. */
export interface Fault {
  readonly reason: DeadReason;
  readonly column: string;
  readonly value: number | string;
}

/** Collects the bad rows of one message. */
export class Faults {
  readonly rows = new Map<number, Fault>();

  add(row: number, reason: DeadReason, column: string, value: number | string): void {
    if (!this.rows.has(row)) this.rows.set(row, { reason, column, value });
  }
}

/** A fault in one sentence, for the operator. */
export function describeFault({ reason, column, value }: Fault): string {
  if (reason === 'unknown_symbol') return `${column} has the symbol number ${value}, which its schema does not list.`;
  if (reason === 'refused') return `The store refused it: ${value}`;
  return `${column} is ${value === '' ? 'empty' : String(value)}.`;
}
