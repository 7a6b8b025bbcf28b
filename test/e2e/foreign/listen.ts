import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A device on a free port of loopback. */
export interface Foreign {
  /** `HOST:PORT`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Lets a server listen; `close` drops its connections too. */
export async function listen(server: Server): Promise<Foreign> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** A TCP server that does with each connection what it is told. */
export const serve = (onConnection: (socket: Socket) => void): Promise<Foreign> => listen(createServer(onConnection));

/** What the devices of a site share. */
export interface Supply {
  /** Seconds since the devices were switched on; what they count follows from it. */
  elapsed(): number;
  /** Notes a total each time that it is told, in the unit of its protocol. */
  told(counter: string, value: number): void;
}
