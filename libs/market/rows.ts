import { PipelineError } from '#runtime';
import type { FeedRows } from './body.ts';

/** Gathers the rows of one answer; a bad one is a problem and loses only itself. */
export interface RowGatherer<Row> {
  /** Adds what `find` gives, null being nothing to add; a fault that it throws becomes a problem of the row at `where`. */
  readonly add: (where: string, find: () => Row | null) => void;
  /** A problem of one row, or of the answer. */
  readonly problem: (where: string | null, reason: string) => void;
  readonly done: () => FeedRows<Row>;
}

/** A file with a fault in every row must not become as many messages. */
const maxProblems = 100;

/** Begins the rows of an answer. Of rows with the same key the first is kept; one that contradicts it is a problem, one that repeats it is not. */
export function gatherRows<Row>(feed: string, keyOf: (row: Row) => string): RowGatherer<Row> {
  const rows = new Map<string, Row>();
  const problems: string[] = [];
  const problem = (where: string | null, reason: string): void =>
    void problems.push(where === null ? `feed ${feed}: ${reason}` : `feed ${feed}, ${where}: ${reason}`);
  const keep = (where: string, row: Row): void => {
    const key = keyOf(row);
    const before = rows.get(key);
    if (before === undefined) rows.set(key, row);
    else if (JSON.stringify(before) !== JSON.stringify(row))
      problem(where, 'differs from an earlier row that it repeats, and is left out');
  };
  return {
    problem,
    add(where, find) {
      try {
        const row = find();
        if (row !== null) keep(where, row);
      } catch (error) {
        if (!(error instanceof PipelineError) || error.code !== 'FEED_ANSWER') throw error;
        problem(where, error.message);
      }
    },
    done() {
      const rest = problems.length - maxProblems;
      const shown = rest > 0 ? [...problems.slice(0, maxProblems), `feed ${feed}: and ${rest} more`] : problems;
      return { rows: [...rows.values()], problems: shown };
    },
  };
}
