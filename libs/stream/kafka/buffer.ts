import type { Source } from '../by-time.ts';
import type { StreamMessage } from '../stream.ts';

const firstChunkBytes = 512 * 1024;
const leastChunkBytes = 16 * 1024;

/** Messages of one topic of a partition, read ahead. Every `seek` makes what is on its way for the former position worthless. */
export class ReadAhead implements Source {
  readonly topic: string;
  readonly partition: number;
  /** What makes the next take throw; a seek clears it. */
  fault: Error | undefined;
  #position: bigint | undefined;
  #seeks = 0;
  #messages: StreamMessage[] = [];
  #index = 0;
  #taken = -Infinity;
  /** Where the log ended when it was last asked. */
  #end: bigint | undefined;
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
    this.#index = 0;
    this.#taken = -Infinity;
    this.#bytes = 0;
    this.fault = undefined;
  }

  get head(): StreamMessage | undefined {
    return this.#messages[this.#index];
  }

  get horizon(): number {
    if (this.#end === undefined) return -Infinity;
    return this.#position !== undefined && this.#position < this.#end ? this.#taken : Infinity;
  }

  advance(): void {
    const { head } = this;
    if (!head) return;
    this.#index += 1;
    this.#bytes -= head.value.length;
    this.#taken = head.timestamp;
    if (this.#index < this.#messages.length) return;
    this.#messages = [];
    this.#index = 0;
  }

  /** Keeps what fits into `room` (one message always fits into an empty buffer); the rest will be fetched again. */
  accept(
    { messages, next, end }: { messages: readonly StreamMessage[]; next: bigint; end: bigint },
    room: number,
  ): void {
    this.#messages = this.#messages.slice(this.#index);
    this.#index = 0;
    let kept = 0;
    for (const message of messages) {
      if (this.head && this.#bytes + message.value.length > room) break;
      this.#messages.push(message);
      this.#bytes += message.value.length;
      kept += 1;
    }
    this.#position = messages[kept]?.offset ?? next;
    this.#end = end;
    this.#learn(kept < messages.length, room);
  }

  #learn(isTooMuch: boolean, room: number): void {
    if (isTooMuch) this.#chunkBytes = Math.max(leastChunkBytes, Math.floor(this.#chunkBytes / 2));
    else if (this.#bytes < room / 4) this.#chunkBytes = Math.min(room, this.#chunkBytes * 2);
  }
}
