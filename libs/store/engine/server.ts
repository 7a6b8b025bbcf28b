import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { type Clock, type Logger, PipelineError, silentLogger, systemClock } from '#runtime';
import { openDatabase } from './database.ts';
import { createHandler } from './handler.ts';
import { createLanes } from './lanes.ts';
import { openLocked } from './lock.ts';
import { makePipes } from './pipe.ts';

export interface EngineOptions {
  /** Holds the data; one process at a time. */
  readonly directory: string;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** The user for everyone; the user `loader`, with the same password, has a session of its own. */
  readonly user: string;
  readonly password: string;
  /** Of the user `viewer`, who may only read; there is none without it. */
  readonly viewerPassword?: string | undefined;
  /** Statements that may run at once, the loader's among them; each takes one of libuv's threads. */
  readonly sessions?: number;
  /** Bytes that one statement may use. */
  readonly maxMemory?: number;
  /** How long a request waits for a session before it is told 503. */
  readonly queueMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface Engine {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those that run end (cancels them after 5 s), and closes the data directory. */
  stop(): Promise<void>;
}

export const engineDefaults = { host: '127.0.0.1', sessions: 4, maxMemory: 1024 ** 3, queueMs: 5_000 } as const;

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolveListening, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        isTaken
          ? new PipelineError('PORT_TAKEN', `Port ${port} of ${host} is in use`, { cause, details: { port } })
          : cause,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolveListening(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Lets running statements end for so long when it stops; then they are cancelled. */
const graceMs = 5_000;

function closeServer(server: Server): Promise<void> {
  return new Promise((resolveClosed) => {
    const late = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(late);
      resolveClosed();
    });
    server.closeIdleConnections();
  });
}

/** What a killed engine left on its way in is of no use to the next. */
function freshFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/**
 * Serves a data directory over ClickHouse's HTTP interface on loopback.
 * Throws `STORE_LOCKED` naming the process that has the directory, `PORT_TAKEN` when the port is not free.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { user, password, viewerPassword, port = 0, clock = systemClock, logger = silentLogger } = options;
  const { host, sessions, maxMemory, queueMs } = { ...engineDefaults, ...options };
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = openLocked(directory, () => openDatabase({ path: join(directory, 'data'), maxMemory }));
  const incoming = freshFolder(join(directory, 'incoming'));
  const lanes = createLanes({ pipes: makePipes(incoming, sessions), queueMs, maxQueue: 256 });
  const handler = createHandler({
    database,
    lanes,
    account: { user, password, viewerPassword },
    incoming,
    maxMemory,
    clock,
    logger,
  });
  // Large parameters travel in the URL unless the client is told otherwise.
  const server = createServer({ maxHeaderSize: 1024 * 1024, keepAliveTimeout: 10_000, requestTimeout: 0 }, handler);
  const taken = await listen(server, host, port).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  logger.info({ directory, port: taken, sessions }, 'engine ready');
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await closeServer(server);
    await database.close();
    rmSync(incoming, { recursive: true, force: true });
  };
  return { url: `http://${host}:${taken}`, port: taken, stop: () => (stopping ??= stop()) };
}
