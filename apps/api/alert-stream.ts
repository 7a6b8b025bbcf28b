import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Clock, type Logger, messageOf } from '#runtime';
import type { Store } from '#store';
import { type AlertCursor, newestChange, readChanges } from './alerts.ts';
import { refused } from './problem.ts';
import { goneOf, type Reply } from './reply.ts';

const most = 32;
const pageSize = 200;
const pauseMs = 1_000;
const heartbeatMs = 15_000;

const idOf = ({ savedMs, fingerprint }: AlertCursor): string => `${savedMs}-${fingerprint}`;

/** The change that a client has seen last, by its id. */
function cursorOf(id: string): AlertCursor {
  const [, ms, fingerprint] = /^(\d{1,15})-([0-9a-f]{0,32})$/.exec(id) ?? [];
  if (ms === undefined || fingerprint === undefined)
    throw refused({ parameter: 'Last-Event-ID', detail: `${id.slice(0, 80)} is the id of no event of this stream` });
  return { savedMs: Number(ms), fingerprint };
}

/**
 * Changes of alerts as server-sent events. Each client reads the log at its own pace: a page is read when the one before has been taken,
 * so that who is slow costs no memory, and who comes back with the id of the last event misses none.
 */
export class AlertStreams {
  readonly #store: Pick<Store, 'query'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #open = 0;

  constructor({ store, clock, logger }: { store: Pick<Store, 'query'>; clock: Clock; logger: Logger }) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Serves a client until it goes away or this stops. Throws `QUERY_INVALID` before the first byte, or as the store. */
  async serve(reply: Reply, lastEventId: string | undefined): Promise<void> {
    if (this.#open >= most)
      throw refused({ parameter: 'stream', detail: `${most} clients are served already`, reason: 'too_many' });
    this.#open += 1;
    try {
      const cursor = lastEventId === undefined ? await newestChange(this.#store) : cursorOf(lastEventId);
      await this.#write(reply, cursor);
    } finally {
      this.#open -= 1;
    }
  }

  /** Ends every stream; the clients come back with the id of what they have seen. */
  stop(): void {
    this.#stopping.abort();
  }

  async #write(reply: Reply, cursor: AlertCursor): Promise<void> {
    const ended = AbortSignal.any([goneOf(reply), this.#stopping.signal]);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'close',
      'x-accel-buffering': 'no',
    });
    try {
      // An id without data moves the client to where it begins.
      await this.#send(raw, `retry: ${2 * pauseMs}\nid: ${idOf(cursor)}\n\n`, ended);
      await this.#follow(raw, cursor, ended);
    } catch (error) {
      if (!ended.aborted) this.#logger.warn({ error: messageOf(error) }, 'a stream of alerts ended');
    } finally {
      // Who does not take what it was sent is not waited for.
      if (raw.writableNeedDrain) raw.destroy();
      else raw.end();
    }
  }

  async #follow(raw: ServerResponse, from: AlertCursor, ended: AbortSignal): Promise<void> {
    let cursor = from;
    let heardAt = this.#clock.monotonic();
    while (!ended.aborted) {
      const changes = await readChanges(this.#store, { after: cursor, limit: pageSize, signal: ended });
      const events = changes.map(
        ({ cursor: at, alert }) => `id: ${idOf(at)}\nevent: alert\ndata: ${JSON.stringify(alert)}\n\n`,
      );
      cursor = changes.at(-1)?.cursor ?? cursor;
      const isQuiet = this.#clock.monotonic() - heardAt >= heartbeatMs;
      const text = events.length > 0 ? events.join('') : isQuiet ? ': nothing new\n\n' : '';
      if (text !== '') {
        await this.#send(raw, text, ended);
        heardAt = this.#clock.monotonic();
      }
      if (changes.length < pageSize) await this.#clock.sleep(pauseMs, ended);
    }
  }

  async #send(raw: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
    if (!raw.write(text)) await once(raw, 'drain', { signal });
  }
}
