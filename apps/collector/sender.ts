import type { Topic } from '#contracts';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
import type { Stream } from '#stream';
import type { Spool, SpooledEntry } from './spool.ts';

export interface SenderOptions {
  readonly spool: Spool;
  readonly stream: Pick<Stream, 'append'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called for every topic of which batches were acknowledged. */
  readonly onSent?: (topic: Topic, sent: { readonly batches: number; readonly rows: number }) => void;
  /** Called for every attempt that failed, before it is repeated. */
  readonly onError?: (error: unknown) => void;
}

/** Sends what is spooled until it is stopped. */
export interface Sender {
  /** Resolves when everything spooled so far is in the stream. */
  drained(): Promise<void>;
  /** Stops after the append under way; what was not acknowledged stays spooled. */
  stop(): Promise<void>;
}

interface Sending extends SenderOptions {
  /** Aborted when it has to stop. */
  readonly signal: AbortSignal;
}

const window = { batches: 128, bytes: 4 * 1024 * 1024 };
const firstPauseMs = 200;
const longestPauseMs = 10_000;

/** A bell that is heard even when it rang before anyone listened. */
function createBell(): { ring(): void; heard(): Promise<void> } {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async heard() {
      if (!hasRung) await new Promise<void>((resolve) => (wake = resolve));
      hasRung = false;
      wake = undefined;
    },
  };
}

function byTopic(kept: readonly SpooledEntry[]): Map<Topic, SpooledEntry[]> {
  const topics = new Map<Topic, SpooledEntry[]>();
  for (const each of kept) {
    const topic = topics.get(each.batch.topic);
    if (topic) topic.push(each);
    else topics.set(each.batch.topic, [each]);
  }
  return topics;
}

const isLost = (error: unknown): boolean => error instanceof PipelineError && error.code === 'OWNER_LOST';

/** Forgets what the stream has. A disk that refuses is asked again, since all of it would be appended again otherwise. */
async function forget(options: Sending, kept: readonly SpooledEntry[]): Promise<void> {
  const { spool, clock, logger, signal, onError } = options;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await spool.forget(kept);
    } catch (error) {
      if (signal.aborted || isLost(error)) throw error;
      onError?.(error);
      logger.warn({ error: messageOf(error), pauseMs }, 'batches that the stream has are not forgotten yet');
      await clock.sleep(pauseMs, signal);
    }
  }
}

/** Appends one topic's part of a window in order and forgets it once acknowledged. */
async function send(options: Sending, topic: Topic, kept: readonly SpooledEntry[]): Promise<void> {
  const { stream, onSent } = options;
  await stream.append(
    topic,
    kept.map(({ batch }) => ({ key: batch.key, value: batch.value })),
  );
  await forget(options, kept);
  onSent?.(topic, { batches: kept.length, rows: kept.reduce((sum, { batch }) => sum + batch.rows, 0) });
}

/** Sends one window. Topics go side by side; each keeps its order, since nothing later is read while a part is left. */
async function sendWindow(options: Sending, kept: readonly SpooledEntry[]): Promise<void> {
  const outcomes = await Promise.allSettled([...byTopic(kept)].map(([topic, part]) => send(options, topic, part)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Starts to append spooled batches to the stream, oldest first, each until it is acknowledged; backs off while the stream is away.
 * A batch may be sent twice, never out of order within its channel.
 */
export function startSender(options: SenderOptions): Sender {
  const { spool, clock, logger, onError } = options;
  const stopping = new AbortController();
  const bell = createBell();
  spool.onArrival(() => bell.ring());
  const run = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!stopping.signal.aborted) {
      const kept = spool.oldest(window);
      if (kept.length === 0) {
        await bell.heard();
        continue;
      }
      try {
        await sendWindow({ ...options, signal: stopping.signal }, kept);
        pauseMs = firstPauseMs;
      } catch (error) {
        onError?.(error);
        if (isLost(error)) throw error;
        logger.warn({ error: messageOf(error), pauseMs, spooledBytes: spool.bytes }, 'stream did not take the batches');
        await clock.sleep(pauseMs, stopping.signal);
        pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      }
    }
  };
  const running = run().catch((error: unknown) => {
    logger.error({ error: messageOf(error) }, 'sender ended');
  });
  return {
    drained: () => spool.belowBytes(0),
    stop: async () => {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}
