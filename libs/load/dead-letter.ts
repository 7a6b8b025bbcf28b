import { createHash } from 'node:crypto';
import type { Topic } from '#contracts';
import type { InvalidMessage } from '#runtime';
import { type DeadReason, reasonOf } from './cursor.ts';
import { describeFault, type Faults } from './faults.ts';
import { schemaIdOf } from './header.ts';
import type { Envelope, SourceMessage } from './message.ts';
import type { JsonValue } from './rows.ts';

/** Names a message of the stream in the store. */
export interface Lineage {
  readonly topic: Topic;
  readonly log: number;
  readonly partition: number;
}

/** A row, or with `row` −1 a whole message, that was set aside with its reason. Its key is its lineage, so found again it is the same. */
export interface DeadLetter extends Lineage {
  readonly offset: bigint;
  /** Index of the row in its message, −1 for the whole. */
  readonly row: number;
  readonly reason: DeadReason;
  /** The reason in a sentence. */
  readonly message: string;
  readonly site: string;
  readonly collector: string;
  readonly incarnation: string;
  readonly sequence: number;
  readonly schemaId: number;
  /** The row's values by column; null for a whole message. */
  readonly values: Readonly<Record<string, JsonValue>> | null;
  /** The message in base64, cut off at `payloadBytes`; empty for a row. */
  readonly payload: string;
  /** SHA-256 of the whole message in hex; empty for a row. */
  readonly sha256: string;
}

/** As much of a message as a dead letter keeps. */
export const payloadBytes = 64 * 1024;

/** Who sent a message whose header cannot be read. */
const nobody = { collector: '', incarnation: '', sequence: 0 };

const frameId = (value: Uint8Array): number => {
  try {
    return schemaIdOf(value);
  } catch {
    return -1;
  }
};

/** The dead letter of a message that cannot be loaded at all; `envelope` when its header could be read. */
export function deadMessage(
  lineage: Lineage,
  message: SourceMessage,
  error: InvalidMessage,
  envelope?: Envelope,
): DeadLetter {
  const { site, collector, incarnation, sequence } = envelope?.header ?? { ...nobody, site: message.key ?? '' };
  return {
    ...lineage,
    offset: message.offset,
    row: -1,
    reason: reasonOf(error),
    message: error.message,
    site,
    collector,
    incarnation,
    sequence,
    schemaId: envelope?.schema.id ?? frameId(message.value),
    values: null,
    payload: Buffer.from(message.value.subarray(0, payloadBytes)).toString('base64'),
    sha256: createHash('sha256').update(message.value).digest('hex'),
  };
}

/** The dead letters of the bad rows of a message whose rows begin at `from`; `valuesOf` reads one. */
export function deadRows(
  lineage: Lineage,
  { message, schema, header }: Envelope,
  faults: Faults,
  valuesOf: (row: number) => Record<string, JsonValue>,
  from: number,
): DeadLetter[] {
  return [...faults.rows].map(([row, fault]) => ({
    ...lineage,
    offset: message.offset,
    row: row - from,
    reason: fault.reason,
    message: describeFault(fault),
    site: header.site,
    collector: header.collector,
    incarnation: header.incarnation,
    sequence: header.sequence,
    schemaId: schema.id,
    values: valuesOf(row),
    payload: '',
    sha256: '',
  }));
}
