import { PipelineError } from '#runtime';
import { maxMetadataBytes } from './stream.ts';

/** The partition belongs to another member, or the member has left. */
export const ownerLost = (group: string, partition: number): PipelineError =>
  new PipelineError('OWNER_LOST', `This member of ${group} does not own partition ${partition} (any more).`, {
    details: { group, partition },
  });

/** Retention has removed messages before they were read; reading goes on at the first one kept. */
export const messagesGone = (at: { topic: string; partition: number; from: bigint; first: bigint }): PipelineError => {
  const range = `${at.from} to ${at.first - 1n} of ${at.topic}[${at.partition}]`;
  return new PipelineError('STREAM_LOST', `Messages ${range} were removed by retention before they were read.`, {
    details: { ...at, from: String(at.from), first: String(at.first) },
  });
};

/** The log ends before the position: it was cut, deleted or replaced. */
export const logTooShort = (at: { topic: string; partition: number; from: bigint; next: bigint }): PipelineError => {
  const place = `${at.topic}[${at.partition}] ends at ${at.next}, before the position ${at.from}`;
  return new PipelineError('STREAM_LOST', `${place}: the log was cut or replaced.`, {
    details: { ...at, from: String(at.from), next: String(at.next) },
  });
};

/** Positions are stored with at most `maxMetadataBytes` of text. */
export const metadataTooLarge = (topic: string, bytes: number): PipelineError =>
  new PipelineError(
    'CONFIG_INVALID',
    `The metadata for ${topic} has ${bytes} bytes; a commit takes ${maxMetadataBytes}.`,
  );

/** Partition p of every topic goes to one member, so the topics of a group must be cut alike. */
export const unequalTopics = (group: string, counts: string): PipelineError =>
  new PipelineError(
    'CONFIG_INVALID',
    `The topics of group ${group} must have the same number of partitions: ${counts}.`,
  );

/** A member that owns partitions did nothing with them for too long. */
export const memberStalled = (group: string, stallMs: number): PipelineError =>
  new PipelineError(
    'OWNER_LOST',
    `This member of ${group} neither took nor committed for ${stallMs} ms and has left.`,
    {
      details: { group, stallMs },
    },
  );

/** The common number of partitions of a group's topics. */
export function commonPartitions(group: string, counts: ReadonlyMap<string, number>): number {
  const [first, ...others] = counts.values();
  if (first === undefined) throw new PipelineError('CONFIG_INVALID', `The group ${group} names no topics.`);
  if (others.some((count) => count !== first)) {
    throw unequalTopics(group, [...counts].map(([topic, count]) => `${topic} ${count}`).join(', '));
  }
  return first;
}
