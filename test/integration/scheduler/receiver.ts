import { createServer, type IncomingHttpHeaders } from 'node:http';

/** A request as it came in. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that keeps what it is sent, and answers as told. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  clear(): void;
  /** Answers with this status, and a place to go to for redirects. */
  answer(status: number, location?: string): void;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  let received: Received[] = [];
  let next: { status: number; location?: string | undefined } = { status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, location } = next;
      if (status < 300)
        received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, location === undefined ? {} : { location }).end('no');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    get received() {
      return received;
    },
    clear: () => {
      received = [];
      next = { status: 200 };
    },
    answer: (status, location) => {
      next = { status, location };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
