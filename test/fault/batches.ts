import avsc from 'avsc';
import type { Topic } from '#contracts';
import { asicBatch, encodeBatch, frame } from '../support/batches.ts';
import { olderAsic } from './older-schema.ts';
import type { Random } from './random.ts';

export const asicTopic: Topic = 'telemetry.asic';

export interface Message {
  readonly key: string;
  readonly value: Buffer;
}

export interface Given {
  readonly site: string;
  readonly sequence: number;
  /** End of all its readings, UTC ms. */
  readonly at: number;
  /** Length of its readings. */
  readonly ms?: number;
  readonly rows?: number;
  readonly collector?: string;
  /** Written by the older schema. */
  readonly isOlder?: boolean;
}

const olderType = avsc.Type.forSchema(olderAsic.avro as avsc.Schema, { wrapUnions: false });

/** A batch whose readings all cover (at - ms, at]; the seed decides the energy. */
export function asicMessage(random: Random, given: Given): Message {
  const { site, sequence, at, ms = 60_000, rows = 5, collector = 'made-up', isOlder } = given;
  const base = random.below(100_000);
  const batch = asicBatch({ now: at, at, sequence, collector, site, rows, energy: (row) => 200_000 + base + row });
  const [started_at, observed_ms] = [at - ms, Math.min(ms, 180_000)].map((value) =>
    Array.from({ length: rows }, () => value),
  );
  const whole = { ...batch, started_at, observed_ms };
  const value = isOlder ? frame(olderAsic.id, olderType.toBuffer(whole)) : encodeBatch(asicTopic, whole);
  return { key: site, value };
}
