import type { Topic } from '#contracts';
import type { Store } from '#store';
import type { Position } from '#stream';
import { committedIn } from './log.ts';
import type { Marks } from './marks.ts';

/**
 * Stores marks with the committed offset that they hold for. A topic's marks are only useful together: the newest offset among
 * them says from where on the tables must be read, and a channel without a newer mark has had no message since.
 */
export async function saveMarks(options: {
  store: Store;
  partition: number;
  logs: ReadonlyMap<Topic, number>;
  positions: ReadonlyMap<string, Position>;
  marks: Marks;
}): Promise<void> {
  const { store, partition, logs, positions, marks } = options;
  const rows = [...marks.values()].map(({ topic, collector, incarnation, site, sequence }) => ({
    topic,
    src_log: logs.get(topic) ?? 1,
    src_partition: partition,
    collector,
    incarnation,
    site,
    sequence,
    src_offset: (committedIn(positions.get(topic), logs.get(topic) ?? 1) ?? 0n).toString(),
  }));
  if (rows.length === 0) return;
  await store.insertBlock({
    statement:
      'INSERT INTO loader_mark (topic, src_log, src_partition, collector, incarnation, site, sequence, src_offset) FORMAT JSONEachRow',
    body: Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
  });
}
