import avro from 'avsc';
import type { SpooledBatch, SpooledEntry } from '../../apps/collector/spool.ts';
import { type MeterBatch, schemaById } from '#contracts';
import type { Poll } from '#metering';

/** A poll of a meter whose wall clock and monotonic clock agree. */
export const meterPoll = (device: string, at: number, importJ: number, exportJ?: number): Poll => ({
  device,
  at,
  monotonicMs: at,
  process: 'run-1',
  boot: { id: null, uptimeMs: null },
  counters: { import_j: { value: importJ }, ...(exportJ === undefined ? {} : { export_j: { value: exportJ } }) },
  gauges: { power_w: 10 },
});

/** The columns of a batch, and its header. */
export function decodeBatch({ value }: Pick<SpooledBatch, 'value'>): Record<string, unknown> {
  const schema = value[0] === 0 ? schemaById(value.readInt32BE(1)) : undefined;
  if (!schema) throw new Error('The batch has no known schema id.');
  const batch: unknown = avro.Type.forSchema(schema.avro as avro.Schema).fromBuffer(value.subarray(5));
  return { ...(batch as object) };
}

/** A row of a batch of meter readings. */
export interface MeterRow {
  readonly device: string;
  readonly day: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly observedMs: number;
  readonly flags: number;
  readonly importJ: number | null;
  readonly exportJ: number | null;
}

/** The rows of batches of meter readings, in their order. */
export function meterRows(batches: readonly Pick<SpooledEntry['batch'], 'value'>[]): MeterRow[] {
  return batches.flatMap((each) => {
    const batch = decodeBatch(each) as unknown as MeterBatch;
    return batch.device.map((device, i) => ({
      device,
      day: batch.day,
      startedAt: batch.started_at[i] as number,
      endedAt: batch.ended_at[i] as number,
      observedMs: batch.observed_ms[i] as number,
      flags: batch.flags[i] as number,
      importJ: batch.import_j[i] ?? null,
      exportJ: batch.export_j[i] ?? null,
    }));
  });
}

/** Rows by device, in their order. */
export function byDevice(rows: readonly MeterRow[]): Map<string, MeterRow[]> {
  const found = new Map<string, MeterRow[]>();
  for (const row of rows) found.set(row.device, [...(found.get(row.device) ?? []), row]);
  return found;
}

/** What rows know of a quantity in total. */
export const totalOf = (rows: readonly MeterRow[], of: 'importJ' | 'exportJ' | 'observedMs'): number =>
  rows.reduce((sum, row) => sum + (row[of] ?? 0), 0);
