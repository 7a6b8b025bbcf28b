import { addSchema, audit } from '../support/audit.ts';
import { olderAsic } from './older-schema.ts';
import { rollupFaults } from './rollup-check.ts';
import type { Stage } from './stage.ts';

addSchema(olderAsic);

/** What became of each promise. */
export interface Verdict {
  /** Rows of first copies on the stream. */
  readonly readings: number;
  /** Acknowledged rows that are neither stored nor dead letters, and time of devices that no reading covers. */
  readonly lost: number;
  readonly doubled: number;
  readonly wrongSums: number;
  readonly rollupMismatches: number;
  readonly sequenceGaps: number;
  readonly dead: number;
  readonly deadExpected: number;
  /** What is wrong, in words. */
  readonly faults: readonly string[];
}

/** For verdicts that a scenario comes to by itself. */
export const nothingWrong: Verdict = {
  readings: 0,
  lost: 0,
  doubled: 0,
  wrongSums: 0,
  rollupMismatches: 0,
  sequenceGaps: 0,
  dead: 0,
  deadExpected: 0,
  faults: [],
};

/** What a scenario knows better than the stream. */
export interface Known {
  /** Rows that the stream has acknowledged. */
  readonly readings?: number;
  /** Dead letters that there have to be, rows and whole messages. */
  readonly dead?: number;
  readonly faults?: readonly string[];
  readonly lost?: number;
  readonly doubled?: number;
  readonly wrongSums?: number;
}

/** Holds stream, store and rollups against each other and against what the scenario knows. */
export async function judge(stage: Stage, known: Known = {}): Promise<Verdict> {
  const found = await audit(stage.stream, stage.store);
  const rollups = await rollupFaults(stage.store);
  const faults = [...found.faults, ...rollups, ...(known.faults ?? [])];
  const unknownToStream = Math.max(0, (known.readings ?? 0) - found.appended);
  if (unknownToStream > 0) faults.push(`${unknownToStream} readings were acknowledged and are not on the stream`);
  const dead = found.dead + found.undecodable;
  const deadExpected = known.dead ?? dead;
  if (dead !== deadExpected) faults.push(`${dead} dead letters, ${deadExpected} expected`);
  return {
    readings: found.appended,
    lost: found.lost + unknownToStream + (known.lost ?? 0),
    doubled: found.doubled + (known.doubled ?? 0),
    wrongSums: found.wrongSums + (known.wrongSums ?? 0),
    rollupMismatches: rollups.length,
    sequenceGaps: found.missingSequences,
    dead,
    deadExpected,
    faults,
  };
}
