import avsc from 'avsc';
import { batchSchemas, type Topic } from '#contracts';
import type { StreamRecord } from '#stream';
import { type Dataset, telemetryTopics } from './dataset.ts';

/** One JSON object per reading, with the columns of its table as keys, as most collectors send them. */
export interface JsonReadings {
  readonly rows: number;
  readonly messages: readonly { readonly topic: Topic; readonly record: StreamRecord }[];
}

const headerFields = ['collector', 'incarnation', 'sequence', 'site'] as const;
const types = new Map(
  batchSchemas().map(({ id, avro, columns }) => [
    id,
    { type: avsc.Type.forSchema(avro as avsc.Schema), columns: columns.map(({ name }) => name) },
  ]),
);

/** `2026-01-31 12:00:00.000`, as ClickHouse reads it. */
const timeText = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, -1);

function rowsOf(value: Uint8Array): string[] {
  const bytes = Buffer.from(value);
  const known = types.get(bytes.readInt32BE(1));
  if (!known) throw new Error('A batch of the dataset has an unknown schema');
  const batch = known.type.fromBuffer(bytes.subarray(5)) as Record<string, unknown>;
  const head = Object.fromEntries(headerFields.map((name) => [name, batch[name]]));
  return Array.from({ length: Number(batch['count']) }, (_, row) => {
    const reading: Record<string, unknown> = { ...head };
    for (const name of known.columns) {
      const value = (batch[name] as unknown[])[row];
      // A column in which nothing is known is empty, and absent in JSON.
      if (value !== undefined) reading[name] = name.endsWith('_at') ? timeText(Number(value)) : value;
    }
    return JSON.stringify(reading);
  });
}

/** The first `most` readings of devices of a dataset as JSON. */
export function jsonReadings({ messages }: Pick<Dataset, 'messages'>, most: number): JsonReadings {
  const json: { topic: Topic; record: StreamRecord }[] = [];
  for (const { topic, record } of messages) {
    if (!telemetryTopics.includes(topic)) continue;
    for (const text of rowsOf(record.value))
      if (json.length < most) json.push({ topic, record: { key: record.key, value: Buffer.from(text) } });
  }
  return { rows: json.length, messages: json };
}
