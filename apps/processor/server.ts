import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type Logger, messageOf, PipelineError } from '#runtime';
import type { PartitionState, Processor } from './processor.ts';
import type { SelfMetrics } from './self-metrics.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly processor: Processor;
  readonly metrics: SelfMetrics;
  readonly logger: Logger;
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

const answerJson = (response: ServerResponse, isGood: boolean, body: object): void =>
  answer(response, isGood ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);

const isStopped = ({ state }: PartitionState): boolean => state === 'stopped';

function listener({ processor, metrics, logger }: ServerOptions): RequestListener {
  return async (request, response) => {
    const { partitions } = processor;
    switch (request.url?.split('?')[0]) {
      case '/healthz':
        return answerJson(response, !partitions.some(isStopped), { app: 'processor', partitions });
      case '/readyz':
        return answerJson(response, processor.isReady, { partitions });
      case '/metrics':
        try {
          await processor.measureLag();
        } catch (error) {
          logger.warn({ error: messageOf(error) }, 'how far loading is behind could not be measured');
          metrics.errors.inc({ code: error instanceof PipelineError ? error.code : messageOf(error).slice(0, 40) });
        }
        return answer(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
      default:
        return answer(response, 404, 'text/plain', 'Ask for /healthz, /readyz or /metrics.\n');
    }
  };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(new PipelineError('PORT_TAKEN', `Port ${port} (PROCESSOR_PORT) is in use.`, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(`http://${host}:${typeof address === 'object' && address ? address.port : port}`);
    });
  });
}

/** Serves /healthz (503 when a partition stopped, with the reason), /readyz and /metrics. Throws PORT_TAKEN. */
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
