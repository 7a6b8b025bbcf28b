import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { DeviceKind } from '#contracts';
import type { DeviceTarget } from '#devices';

/** A server on a free loopback port; `close` drops its connections. */
export interface Fake {
  readonly port: number;
  /** Requests so far: paths, or commands. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** A target at a fake, with the register's defaults. */
export function targetOf(kind: DeviceKind, port: number, more: Partial<DeviceTarget> = {}): DeviceTarget {
  return {
    id: 'unit-1',
    kind,
    host: '127.0.0.1',
    port,
    timeoutMs: 5_000,
    unit: 1,
    importTotal: 'imp',
    multiplier: 1,
    tls: false,
    ...more,
  };
}

async function listen(server: Server, asked: string[]): Promise<Fake> {
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
  return { port: (server.address() as AddressInfo).port, asked, close };
}

/** A TCP server that does with each connection what it is told. */
export const serveTcp = (onConnection: (socket: Socket) => void): Promise<Fake> =>
  listen(createServer(onConnection), []);

/** A miner whose replies are given by command; it closes after each, or keeps the connection open. */
export function serveMiner(
  replies: Readonly<Record<string, string | Buffer>>,
  { keepsOpen = false } = {},
): Promise<Fake> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      const command = String((JSON.parse(data.toString()) as { command: unknown }).command);
      asked.push(command);
      const refusal = `{"STATUS":[{"STATUS":"E","Code":14,"Msg":"invalid cmd"}],"id":1}`;
      socket.write(replies[command] ?? refusal);
      if (!keepsOpen) socket.end();
    });
  });
  return listen(server, asked);
}

export interface HttpReply {
  readonly status?: number;
  readonly body?: string | Buffer;
}

/** An HTTP server whose answers are given by path; with `login` (`user:password`) it asks for Basic login. */
export function serveHttp(answers: Readonly<Record<string, string | HttpReply>>, login?: string): Promise<Fake> {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(request.url ?? '');
    const isKnown =
      login === undefined || request.headers.authorization === `Basic ${Buffer.from(login).toString('base64')}`;
    const found = answers[request.url ?? ''];
    const reply: HttpReply = typeof found === 'string' ? { body: found } : (found ?? { status: 404, body: '{}' });
    response.writeHead(isKnown ? (reply.status ?? 200) : 401).end(isKnown ? reply.body : '{}');
  });
  return listen(server, asked);
}

/** A Modbus TCP server over a map of registers; others are an illegal address. `rewrite` changes each frame before it is sent. */
export function serveModbus(
  registers: ReadonlyMap<number, number>,
  rewrite: (frame: Buffer) => Buffer[] = (frame) => [frame],
): Promise<Fake> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('data', (request) => {
      const address = request.readUInt16BE(8);
      const count = request.readUInt16BE(10);
      asked.push(`${address}+${count}`);
      const isThere = Array.from({ length: count }, (_, index) => registers.has(address + index)).every(Boolean);
      const body = isThere ? Buffer.alloc(3 + 2 * count) : Buffer.from([request.readUInt8(6), 0x83, 2]);
      if (isThere) {
        body.set([request.readUInt8(6), 3, 2 * count]);
        for (let index = 0; index < count; index++)
          body.writeUInt16BE(registers.get(address + index) ?? 0, 3 + 2 * index);
      }
      const header = Buffer.alloc(6);
      header.writeUInt16BE(request.readUInt16BE(0), 0);
      header.writeUInt16BE(body.length, 4);
      for (const frame of rewrite(Buffer.concat([header, body]))) socket.write(frame);
    });
  });
  return listen(server, asked);
}

/** Files of a folder of JSON replies, `name.json` → `name`. */
export function repliesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(files.map((file) => [file.replace('.json', ''), readFileSync(join(folder, file), 'utf8')]));
}

/** Every `index.json` below a folder under the path that Redfish gives it. */
export function resourcesIn(folder: string, path = '/redfish/v1/'): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) Object.assign(found, resourcesIn(file, `${path}${name}/`));
    else if (name === 'index.json')
      found[path === '/redfish/v1/' ? path : path.slice(0, -1)] = readFileSync(file, 'utf8');
  }
  return found;
}
