import { z } from 'zod';
import { batchSchemas, deviceClasses, telemetryTopic } from '#contracts';
import type { Store } from '#store';
import type { Stream } from '#stream';
import type { Poll } from './freshness.ts';

export interface ReadingCounts {
  /** Readings on the stream. */
  readonly appended: number;
  /** Readings in the store. */
  readonly stored: number;
  /** Readings set aside as dead letters. */
  readonly dead: number;
}

const headerFields = ['string', 'string', 'long', 'string', 'long', 'long', 'long'] as const;
const telemetry = new Set(batchSchemas().flatMap(({ id, topic }) => (topic.startsWith('telemetry.') ? [id] : [])));

/** The `count` of a batch's header; null when the message is none of ours. */
function countOf(value: Buffer): number | null {
  if (value.length < 6 || value[0] !== 0 || !telemetry.has(value.readUInt32BE(1))) return null;
  let at = 5;
  let last = 0;
  const varint = (): number => {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = value[at++] ?? 0;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
    }
  };
  for (const kind of headerFields) {
    last = varint();
    if (kind === 'string') at += last;
  }
  return last;
}

/** Readings on the stream: the sum of the batches' own counts. */
export async function appendedReadings(stream: Stream): Promise<number> {
  let readings = 0;
  for (const topic of deviceClasses.map(telemetryTopic)) {
    for (const { partition, first, next } of await stream.bounds(topic)) {
      for (let from = first; from < next;) {
        const messages = await stream.read(topic, partition, from, { messages: 500, bytes: 32e6 });
        const last = messages.at(-1);
        if (!last) break;
        for (const { value } of messages) readings += countOf(value) ?? 0;
        from = last.offset + 1n;
      }
    }
  }
  return readings;
}

const count = z.object({ rows: z.coerce.number() });

/** Readings in the store and among its dead letters. */
export async function storedReadings(store: Store): Promise<{ stored: number; dead: number }> {
  const tables = deviceClasses.map((name) => `SELECT count() AS rows FROM reading_${name}`).join(' UNION ALL ');
  const stored = await store.query(`SELECT sum(rows) AS rows FROM (${tables})`, { schema: count });
  const dead = await store.query(
    `SELECT count() AS rows FROM dead_letter FINAL WHERE startsWith(topic, 'telemetry.')`,
    { schema: count },
  );
  return { stored: stored[0]?.rows ?? 0, dead: dead[0]?.rows ?? 0 };
}

const poll = z.object({ device: z.string(), ended_ms: z.coerce.number() });

/** Readings of miners and boards that ended after an instant, UTC ms. */
export async function pollsSince(store: Store, since: number): Promise<Poll[]> {
  const tables = ['asic', 'gpu'].map(
    (name) =>
      `SELECT device, toUnixTimestamp64Milli(ended_at) AS ended_ms FROM reading_${name} WHERE ended_at > fromUnixTimestamp64Milli({since:Int64})`,
  );
  const rows = await store.query(tables.join(' UNION ALL '), { params: { since }, schema: poll });
  return rows.map(({ device, ended_ms }) => ({ device, endedAt: ended_ms }));
}
