import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { PipelineError } from '#runtime';
import type { FeedStatus } from './feeds.ts';
import type { DeviceStatus } from './poller.ts';

/** What waits for the stream. */
export interface Spooled {
  readonly spooledBytes: number;
  /** Most that may wait. */
  readonly spoolBytes: number;
  /** Readings that wait to be merged with later ones, since there is little room; resolution is being lost unless 0. */
  readonly heldReadings: number;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly devices: () => readonly DeviceStatus[];
  readonly feeds: () => readonly FeedStatus[];
  readonly spooled: () => Spooled;
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

const answerJson = (response: ServerResponse, body: object): void =>
  answer(response, 200, 'application/json', `${JSON.stringify(body)}\n`);

function listener({ registry, devices, feeds, spooled }: ServerOptions): RequestListener {
  return async (request, response) => {
    switch (request.url?.split('?')[0]) {
      case '/healthz': {
        const failing = devices().filter(({ failures }) => failures > 0).length;
        return answerJson(response, { app: 'collector', devices: devices().length, failing, ...spooled() });
      }
      case '/devices':
        return answerJson(response, { devices: devices(), feeds: feeds() });
      case '/metrics':
        return answer(response, 200, registry.contentType, await registry.metrics());
      default:
        return answer(response, 404, 'text/plain', 'Ask for /healthz, /devices or /metrics.\n');
    }
  };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(new PipelineError('PORT_TAKEN', `Port ${port} (COLLECTOR_PORT) is in use.`, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(`http://${host}:${typeof address === 'object' && address ? address.port : port}`);
    });
  });
}

/** Serves /healthz (200 while it runs, with what waits and what fails), /devices and /metrics. Throws PORT_TAKEN. */
export async function serve(options: ServerOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(listener(options));
  const url = await listen(server, options);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
