import type { Budget } from '../budget.ts';
import type { StreamMessage } from '../stream.ts';

const firstChunkBytes = 512 * 1024;
const leastChunkBytes = 16 * 1024;

/** Messages of one topic of a partition, read ahead. Every `seek` makes what is on its way for the former position worthless. */
export class ReadAhead {
  readonly topic: string;
  readonly partition: number;
  /** What makes the next take throw; a seek clears it. */
  fault: Error | undefined;
  #position: bigint | undefined;
  #seeks = 0;
  #messages: StreamMessage[] = [];
  #bytes = 0;
  #chunkBytes = firstChunkBytes;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The next offset to fetch; undefined before the first seek. */
  get position(): bigint | undefined {
    return this.#position;
  }

  /** To be compared with what it was when a fetch was sent. */
  get seeks(): number {
    return this.#seeks;
  }

  /** Compressed bytes worth asking for, learned from how much earlier answers unpacked to. */
  get chunkBytes(): number {
    return this.#chunkBytes;
  }

  seek(offset: bigint): void {
    this.#position = offset;
    this.#seeks += 1;
    this.#messages = [];
    this.#bytes = 0;
    this.fault = undefined;
  }

  /** Keeps what fits into `room` (one message always fits into an empty buffer); the rest will be fetched again. */
  accept(messages: readonly StreamMessage[], next: bigint, room: number): void {
    let kept = 0;
    for (const message of messages) {
      if (this.#messages.length > 0 && this.#bytes + message.value.length > room) break;
      this.#messages.push(message);
      this.#bytes += message.value.length;
      kept += 1;
    }
    this.#position = messages[kept]?.offset ?? next;
    this.#learn(kept < messages.length, room);
  }

  /** The next messages within the budget. */
  take(budget: Budget): StreamMessage[] {
    const end = this.#messages.findIndex(({ value }) => !budget.spend(value.length));
    const taken = this.#messages.splice(0, end === -1 ? this.#messages.length : end);
    for (const { value } of taken) this.#bytes -= value.length;
    return taken;
  }

  #learn(isTooMuch: boolean, room: number): void {
    if (isTooMuch) this.#chunkBytes = Math.max(leastChunkBytes, Math.floor(this.#chunkBytes / 2));
    else if (this.#bytes < room / 4) this.#chunkBytes = Math.min(room, this.#chunkBytes * 2);
  }
}
