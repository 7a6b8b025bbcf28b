import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Temporal } from 'temporal-polyfill';
import { messageOf } from '#runtime';
import { deliver, type Fault, type FaultSource } from './faults.ts';
import { type Address, listen, type Listener } from './listener.ts';

/** What a handler answers; the body of an object is sent as JSON. */
export interface HttpAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | object;
}

/** Null stands for a device that cannot be reached: the connection is reset. */
type HttpHandler = (url: URL, request: IncomingMessage, isAbsurd: boolean) => HttpAnswer | null | Promise<HttpAnswer>;

export interface HttpServerOptions extends Address {
  readonly fault?: FaultSource;
}

/** A server that answers each request by `handle`; what a handler rejects with is answered with 500. */
export function startHttpServer(handle: HttpHandler, options: HttpServerOptions): Promise<Listener> {
  const server = createServer((request, response) => {
    const fault = options.fault?.() ?? null;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const handling = Promise.resolve(handle(urlOf(request), request, fault?.kind === 'absurd'));
    handling
      .catch((error: unknown): HttpAnswer => ({ status: 500, body: { error: messageOf(error) } }))
      .then((answer) => respond(answer, request, response, fault))
      .catch(() => request.socket.destroy());
  });
  return listen(server, options);
}

function respond(
  answer: HttpAnswer | null,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | null,
): void {
  if (!answer) return void request.socket.resetAndDestroy();
  request.resume();
  const { status = 200, headers = {}, body } = answer;
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': answer.type ?? (isText ? 'text/plain; charset=utf-8' : 'application/json'),
    ...(fault ? {} : { 'content-length': bytes.length }),
    ...headers,
  });
  deliver({ out: response, bytes, fault, end: () => response.end(), destroy: () => request.socket.destroy() });
}

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://simulator.invalid');

export const notFound: HttpAnswer = { status: 404, body: { error: 'not found' } };

/** An instant in a query, ISO 8601 with its offset or ms since 1970; `otherwise` when absent, null when unreadable. */
export function instantIn(url: URL, name: string, otherwise: number): number | null {
  const text = url.searchParams.get(name);
  if (text === null || text === '') return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return null;
  }
}
