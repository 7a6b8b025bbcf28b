import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { messageOf, systemClock } from '#runtime';

/** What becomes of one request that inserts readings. */
export type Treatment =
  | { readonly kind: 'pass' }
  /** Reaches the store this much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Reaches the store when `until` resolves. */
  | { readonly kind: 'held'; readonly until: Promise<void> }
  /** The connection is cut before the store hears of it. */
  | { readonly kind: 'unsent' }
  /** The store does it, and its answer is lost. */
  | { readonly kind: 'unanswered' };

export interface Proxy {
  readonly url: string;
  /** Inserts of readings seen so far. */
  readonly inserts: number;
  stop(): Promise<void>;
}

/** Readings, and not the dead letters or marks that the same owner sets down. */
const loadsReadings = /INSERT INTO reading_.*\/\* coload load partition=/s;

const isInsert = (url: string, body: Buffer): boolean =>
  loadsReadings.test(decodeURIComponent(url.replaceAll('+', ' '))) ||
  loadsReadings.test(body.subarray(0, 20_000).toString('latin1'));

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Answer {
  readonly message: IncomingMessage;
}

/** Sends a request on; resolves with the answer once its head is there. */
function sendOn(target: URL, from: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { 'transfer-encoding': _, ...headers } = from.headers;
    const to = httpRequest(
      {
        host: target.hostname,
        port: target.port,
        path: from.url,
        method: from.method,
        headers: { ...headers, 'content-length': body.length },
      },
      (message) => resolve({ message }),
    );
    to.once('error', reject);
    to.end(body);
  });
}

/** Stands between a processor and the store; `treat` says what becomes of each insert of readings, everything else passes. */
export async function startProxy(to: string, treat: (insert: number) => Treatment): Promise<Proxy> {
  const target = new URL(to);
  let inserts = 0;
  const serve = async (from: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await readAll(from);
    const treatment: Treatment = isInsert(from.url ?? '', body) ? treat((inserts += 1)) : { kind: 'pass' };
    if (treatment.kind === 'unsent') return void from.socket.destroy();
    if (treatment.kind === 'late') await systemClock.sleep(treatment.ms);
    if (treatment.kind === 'held') await treatment.until;
    const { message } = await sendOn(target, from, body);
    if (treatment.kind === 'unanswered') {
      await readAll(message);
      return void from.socket.destroy();
    }
    answer.writeHead(message.statusCode ?? 500, message.headers);
    message.pipe(answer);
    message.once('error', () => answer.destroy());
    // An analyst that goes away takes its question with it.
    answer.once('close', () => message.destroy());
    return undefined;
  };
  const server = createServer((from, answer) => {
    serve(from, answer).catch((error: unknown) => {
      process.stderr.write(`  proxy: ${messageOf(error)}\n`);
      from.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`,
    get inserts() {
      return inserts;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
