import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Logger } from '#runtime';
import type { Database } from './database.ts';
import { describeFailure, StoreException } from './exception.ts';
import type { Job } from './job.ts';
import type { Lanes } from './lanes.ts';
import { readQuery } from './query.ts';
import { createReply, type Reply } from './reply.ts';
import { type Account, authenticate, loaderUser, replyOptions, setupOf, viewerUser } from './request.ts';
import { work } from './work.ts';

export interface HandlerOptions {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly account: Account;
  readonly incoming: string;
  readonly maxMemory: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly params: URLSearchParams;
  readonly queryId: string;
  /** Aborts when the client goes away before it has its answer. */
  readonly gone: AbortSignal;
}

function whenGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Serves ClickHouse's HTTP interface from the embedded engine: what `@clickhouse/client`, curl and Grafana use of it. */
export function createHandler(options: HandlerOptions): (message: IncomingMessage, response: ServerResponse) => void {
  const { database, lanes, account, incoming, maxMemory, clock, logger } = options;
  const running = new Map<string, string>();
  let requests = 0;

  async function run(
    exchange: Exchange & { readonly user: string },
    lane: Job['lane'],
    useReply: (reply: Reply) => void,
  ): Promise<void> {
    const { message, response, params, queryId, user, gone } = exchange;
    const query = await readQuery(message, params);
    const setup = setupOf(params, {
      isReadOnly: message.method === 'GET',
      isViewer: user === viewerUser,
      maxMemory,
    });
    const asked = replyOptions(message, params);
    const format = query.statement.format?.name ?? asked.format;
    if (!/^\w+$/.test(format)) throw new StoreException(73, 'UNKNOWN_FORMAT', `Unknown format ${format}`);
    const reply = createReply({ ...asked, response, queryId, format });
    useReply(reply);
    const number = ++requests;
    const tag = `${number} ${queryId.replace(/[^\w.:-]/g, '_')}`;
    running.set(queryId, tag);
    const started = clock.monotonic();
    const job: Job = { ...query, database, setup, number, tag, format, lane, reply, signal: gone };
    const summary = await work(job, { message, incoming, running });
    reply.finish({ ...summary, elapsed_ns: String(Math.round((clock.monotonic() - started) * 1e6)) });
  }

  async function answer(exchange: Exchange): Promise<void> {
    const { message, response, params, queryId, gone } = exchange;
    let reply = createReply({ ...replyOptions(message, params), response, queryId });
    const useReply = (better: Reply): void => {
      reply = better;
    };
    try {
      const user = authenticate(message, params, account);
      const lane = await lanes.acquire({ isLoader: user === loaderUser, signal: gone });
      await run({ ...exchange, user }, lane, useReply).finally(() => lanes.release(lane));
    } catch (error) {
      const { code, text } = describeFailure(error);
      if (code === 1002 && !gone.aborted) logger.error({ queryId, error: text }, 'request failed');
      reply.fail(error);
    } finally {
      running.delete(queryId);
    }
  }

  return (message, response) => {
    const { pathname, searchParams: params } = new URL(message.url ?? '/', 'http://engine');
    const isProbe = pathname === '/ping' || (message.method === 'GET' && !params.has('query'));
    if (pathname !== '/' && pathname !== '/ping') response.writeHead(404).end(`There is no handle ${pathname}\n`);
    else if (isProbe) response.writeHead(200, { 'Content-Type': 'text/plain; charset=UTF-8' }).end('Ok.\n');
    else {
      const queryId = params.get('query_id') || randomUUID();
      void answer({ message, response, params, queryId, gone: whenGone(response) });
    }
  };
}
