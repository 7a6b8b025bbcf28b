import type { AddressInfo, Server, Socket } from 'node:net';
import { PipelineError } from '#runtime';

export interface Address {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

/** A server that listens. */
export interface Listener {
  /** `HOST:PORT`. */
  readonly address: string;
  readonly port: number;
  /** Closes every connection and the port; safe to call twice. */
  stop(): Promise<void>;
}

/** Starts to listen; rejects with `PORT_TAKEN` when the port is in use. */
export async function listen(server: Server, { host = '127.0.0.1', port = 0 }: Address): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new PipelineError('PORT_TAKEN', `Port ${port} on ${host} is in use`, { cause: error })
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    address: `${host}:${bound}`,
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
