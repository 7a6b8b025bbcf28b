import { createHash } from 'node:crypto';
import {
  type BatchHeader,
  type DeviceClass,
  deviceClasses,
  type Encoder,
  type FeedRow,
  maxBatchRows,
  rowEncoder,
  topics,
  type Topic,
} from '#contracts';
import { Meter, type MeterState, type Poll, type Reading } from '#metering';
import type { Clock, Logger } from '#runtime';
import { readingEncoder } from './columns.ts';
import { Groups } from './groups.ts';
import { Holding } from './holding.ts';
import { type HeldReading, Spool, type SpooledBatch } from './spool.ts';

/** What a recorder must know of an address that is polled. Pass the same object for each of its polls. */
export interface PollSource {
  readonly site: string;
  readonly deviceClass: DeviceClass;
  readonly pollMs: number;
  /** What one unit is rated for, base units per second by quantity. */
  readonly maxRates?: Readonly<Record<string, number>>;
}

/** Polls of the units behind one address, those of a unit in the order of time. */
export interface PolledSource {
  readonly source: PollSource;
  readonly polls: readonly Poll[];
}

/** Rows of a market or site topic. `id` names the row within its feed; `content` is what makes it another version. */
export interface FeedRows {
  readonly topic: Topic;
  /** Site, or feed id; also the key of the message. */
  readonly key: string;
  readonly rows: readonly { readonly id: string; readonly content: readonly unknown[]; readonly row: FeedRow }[];
}

/** What became of what was given. */
export interface Recorded {
  /** Rows written, and how many batches they make. */
  readonly rows: number;
  readonly batches: number;
  /** Polls whose clock is too far ahead. */
  readonly ahead: number;
  /** Polls that gave no reading: the first of a device, or not later than the last one. */
  readonly silent: number;
  /** Readings merged into the one before, since the spool is short of room. */
  readonly merged: number;
  /** Quantities of them that are unknown now, since only one of the two readings knew them. */
  readonly blanked: number;
  /** Rows that are recorded already. */
  readonly unchanged: number;
  /** The last sequence that was used, of batches of one channel; 0 where there are none. */
  readonly sequence: number;
  readonly incarnation: string;
}

export interface RecorderOptions {
  readonly directory: string;
  /** Name of this collector. */
  readonly collector: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Most bytes that may wait for the stream; as it comes near, readings are merged. */
  readonly spoolBytes?: number;
}

/** What is stored of one device. */
interface DeviceState {
  meter: MeterState | null;
}

/** An `ended_at` further ahead of the append than this is refused. */
const maxAheadMs = 5 * 60_000;
const defaultSpoolBytes = 1024 ** 3;

/** How a row of a feed is called on disk. */
const nameOf = (topic: Topic, key: string, id: string): string => `${topic} ${key} ${id}`;
/** Beside the states of devices, `site/device`, whose names have no blank. */
const progressKey = (feed: string): string => `feed ${feed}`;

/** Everything of one `record`, until it is committed. */
class Draft {
  readonly states = new Map<string, DeviceState | string>();
  readonly held = new Map<string, HeldReading | null>();
  readonly hashes = new Map<string, string>();
  readonly sequences = new Map<string, number>();
  readonly batches: SpooledBatch[] = [];
  readonly counts = { rows: 0, batches: 0, ahead: 0, silent: 0, merged: 0, blanked: 0, unchanged: 0, sequence: 0 };
}

/**
 * Turns polls into readings and rows into batches, and writes poll states, sequences and batches in one transaction.
 * Killed before it: the next poll makes a longer reading. Killed after: the batch is sent again and told by its sequence.
 */
export class Recorder {
  readonly spool: Spool;
  readonly #options: RecorderOptions;
  readonly #holding: Holding;
  readonly #meters = new WeakMap<PollSource, Meter>();
  readonly #readingEncoders = new Map<Topic, Encoder<Reading>>();
  readonly #rowEncoders = new Map<Topic, Encoder<FeedRow>>();
  readonly #states = new Map<string, DeviceState>();
  #tail: Promise<unknown> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;

  constructor(options: RecorderOptions, spool: Spool) {
    this.spool = spool;
    this.#options = options;
    this.#holding = new Holding({ spool, bound: options.spoolBytes ?? defaultSpoolBytes, logger: options.logger });
    for (const deviceClass of deviceClasses) {
      const encoder = readingEncoder(deviceClass);
      this.#readingEncoders.set(encoder.topic, encoder);
    }
    this.#releaseWhenFree();
  }

  /** Readings that wait to be merged with later ones; 0 while every reading is spooled as it is. */
  get heldReadings(): number {
    return this.#holding.size;
  }

  /** Meters polls and spools their readings; resolves when they are on disk, rejects with nothing of it recorded. */
  record(polled: readonly PolledSource[]): Promise<Recorded> {
    return this.#inTurn((draft) => {
      const groups = new Groups<Reading>();
      if (this.#holding.isFree) {
        for (const { topic, site, reading } of this.#holding.release(draft))
          groups.add(topic, site, reading.endedAt, reading);
      }
      for (const { source, polls } of polled) this.#meter(draft, source, polls, groups);
      for (const { topic, key, day, rows } of groups.all()) {
        const encoder = this.#readingEncoders.get(topic) as Encoder<Reading>;
        this.#cut(draft, encoder, { key, day, rows });
      }
    });
  }

  /** Spools the rows that are new or have changed since they were last recorded; resolves when they are on disk. */
  recordRows(feeds: readonly FeedRows[]): Promise<Recorded> {
    return this.#inTurn((draft) => {
      const groups = new Groups<FeedRow>();
      for (const { topic, key, rows } of feeds) {
        for (const { id, content, row } of rows) {
          const name = nameOf(topic, key, id);
          const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
          if ((draft.hashes.get(name) ?? this.spool.hash(name)) === hash) draft.counts.unchanged += 1;
          else {
            draft.hashes.set(name, hash);
            groups.add(topic, key, Number(row[topics[topic].dayColumn]), row);
          }
        }
      }
      for (const { topic, key, day, rows } of groups.all())
        this.#cut(draft, this.#rowEncoder(topic), { key, day, rows });
    });
  }

  /** Whether a row of a feed, in any version, is on disk or has been. */
  isRecorded({ topic, key, id }: { topic: Topic; key: string; id: string }): boolean {
    return this.spool.hash(nameOf(topic, key, id)) !== undefined;
  }

  /** What was kept of how far a feed has been read. */
  progressOf(feed: string): string | undefined {
    const kept = this.spool.state(progressKey(feed));
    return typeof kept === 'string' ? kept : undefined;
  }

  /** Keeps how far a feed has been read; resolves when it is on disk. */
  async keepProgress(feed: string, text: string): Promise<void> {
    await this.#inTurn((draft) => void draft.states.set(progressKey(feed), text));
  }

  /** Waits for what is being recorded and closes the directory. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#tail;
    await this.spool.close();
  }

  /** One at a time: each continues from the states and sequences that the last one left on disk. */
  #inTurn(fill: (draft: Draft) => void): Promise<Recorded> {
    const turn = this.#tail.then(async () => {
      const draft = new Draft();
      try {
        fill(draft);
        if (draft.states.size + draft.batches.length > 0) await this.spool.commit(draft);
        this.#holding.committed(draft);
        this.#releaseWhenFree();
      } catch (error) {
        this.#states.clear();
        throw error;
      }
      return { ...draft.counts, incarnation: this.spool.incarnation };
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** What is held is handed on even if no device answers any more. What fails is left to the next recording. */
  #releaseWhenFree(): void {
    if (this.#isWaiting || this.#holding.size === 0) return;
    this.#isWaiting = true;
    void this.#holding.free().then(() => {
      this.#isWaiting = false;
      if (!this.#isStopped) this.record([]).catch(() => undefined);
    });
  }

  #meter(draft: Draft, source: PollSource, polls: readonly Poll[], groups: Groups<Reading>): void {
    const meter = this.#meterOf(source);
    const latest = this.#options.clock.now() + maxAheadMs;
    const { isFree } = this.#holding;
    const { site, pollMs } = source;
    const topic: Topic = `telemetry.${source.deviceClass}`;
    let device: string | undefined;
    let state: DeviceState = { meter: null };
    for (const poll of polls) {
      if (poll.at > latest) {
        draft.counts.ahead += 1;
        continue;
      }
      if (poll.device !== device) {
        device = poll.device;
        const key = `${site}/${device}`;
        state = this.#stateOf(key, meter);
        draft.states.set(key, state);
      }
      const reading = state.meter && meter.step(state.meter, poll);
      state.meter ??= meter.start(poll);
      if (!reading) draft.counts.silent += 1;
      const ready = reading && !isFree ? this.#holding.hold(draft, { topic, site, pollMs, reading }) : reading;
      if (ready) groups.add(topic, site, ready.endedAt, ready);
    }
  }

  #meterOf(source: PollSource): Meter {
    const found = this.#meters.get(source);
    if (found) return found;
    const meter = new Meter(source);
    this.#meters.set(source, meter);
    return meter;
  }

  #stateOf(key: string, meter: Meter): DeviceState {
    const known = this.#states.get(key);
    if (known) return known;
    const stored = (this.spool.state(key) as DeviceState | undefined) ?? { meter: null };
    const state = stored.meter && meter.canContinue(stored.meter) ? stored : { meter: null };
    this.#states.set(key, state);
    return state;
  }

  #rowEncoder(topic: Topic): Encoder<FeedRow> {
    const found = this.#rowEncoders.get(topic);
    if (found) return found;
    const encoder = rowEncoder(topic);
    this.#rowEncoders.set(topic, encoder);
    return encoder;
  }

  #cut<Row>(draft: Draft, encoder: Encoder<Row>, group: { key: string; day: number; rows: readonly Row[] }): void {
    for (let from = 0; from < group.rows.length; from += maxBatchRows) {
      this.#encode(draft, encoder, { ...group, rows: group.rows.slice(from, from + maxBatchRows) });
    }
  }

  #encode<Row>(draft: Draft, encoder: Encoder<Row>, group: { key: string; day: number; rows: readonly Row[] }): void {
    const { key, day, rows } = group;
    const channel = `${encoder.topic} ${key}`;
    const sequence = (draft.sequences.get(channel) ?? this.spool.sequence(channel)) + 1;
    const header: BatchHeader = {
      collector: this.#options.collector,
      incarnation: this.spool.incarnation,
      sequence,
      site: key,
      day,
      produced_at: this.#options.clock.now(),
      count: rows.length,
    };
    const value = encoder.encode(header, rows);
    if (!value) {
      const half = Math.ceil(rows.length / 2);
      this.#encode(draft, encoder, { key, day, rows: rows.slice(0, half) });
      this.#encode(draft, encoder, { key, day, rows: rows.slice(half) });
      return;
    }
    draft.sequences.set(channel, sequence);
    draft.batches.push({ topic: encoder.topic, key, rows: rows.length, value });
    draft.counts.rows += rows.length;
    draft.counts.batches += 1;
    draft.counts.sequence = sequence;
  }
}

/** Opens a collector's directory and takes it over. */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  return new Recorder(options, await Spool.open(options.directory));
}
