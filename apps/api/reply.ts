import type { ServerResponse } from 'node:http';

/** The part of Fastify's reply that the api uses. */
export interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): Reply;
}

/** Aborts when the asker goes away. */
export function goneOf({ raw }: Reply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
