import { createRequire } from 'node:module';

/**
 * The two parts of kafkajs that its public interface does not offer. kafkajs is pinned to one version, and both are checked
 * when they are loaded, so a changed kafkajs fails at start and not in the field.
 */
const load = createRequire(import.meta.url);

/** One partition's part of a fetch response, without control records and messages of aborted transactions. */
export interface FetchedBatch {
  readonly messages: readonly FetchedMessage[];
  /** The last offset the response covers, delivered or filtered. */
  lastOffset(): string;
}

export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** One partition as `broker.fetch` returns it. */
export interface FetchedPartition {
  readonly partition: number;
  /** Where messages end that may be read: behind it are those of open transactions. */
  readonly lastStableOffset: string;
  readonly messages: readonly unknown[];
}

type BatchClass = new (topic: string, fetchedOffset: string, partition: FetchedPartition) => FetchedBatch;

const Batch = load('kafkajs/src/consumer/batch.js') as BatchClass;

export const filterBatch = (topic: string, fetchedOffset: string, partition: FetchedPartition): FetchedBatch =>
  new Batch(topic, fetchedOffset, partition);

interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const queueClass = load('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
const schedule = queueClass.prototype.scheduleCheckPendingRequests;
if (typeof schedule !== 'function' || typeof Batch !== 'function') {
  throw new TypeError('This kafkajs is not the version that libs/stream/kafka was written for (2.2.4).');
}

/** kafkajs wakes every idle connection each millisecond to look at an empty queue; with nothing queued there is nothing to look at. */
queueClass.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
  if (this.pending.length > 0) schedule.call(this);
};
