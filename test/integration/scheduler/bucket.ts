import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

/** Storage that speaks as S3 does as far as putting objects goes, and works out every signature by itself. */
export interface BucketServer {
  readonly url: string;
  /** By their paths. */
  readonly objects: ReadonlyMap<string, { readonly media: string; readonly content: Buffer }>;
  clear(): void;
  stop(): Promise<void>;
}

interface Key {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Why a request is refused, as S3 names it; undefined for one whose signature is right. */
function faultOf({ method, url = '', headers }: IncomingMessage, body: Buffer, key: Key): string | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=(\w{64})$/;
  const [, id, day = '', region = '', names = '', signature] = pattern.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) return 'AccessDenied';
  if (id !== key.id) return 'InvalidAccessKeyId';
  if (region !== key.region) return 'AuthorizationHeaderMalformed';
  if (headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  for (const needed of ['host', 'x-amz-date', 'x-amz-content-sha256', 'content-type'])
    if (!names.split(';').includes(needed)) return 'AccessDenied';
  const signed = names.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const canonical = `${method}\n${url}\n\n${signed.join('')}\n${names}\n${sha256(body)}`;
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${String(headers['x-amz-date'])}\n${scope}\n${sha256(canonical)}`;
  const signingKey = hmac(hmac(hmac(hmac(`AWS4${key.secret}`, day), region), 's3'), 'aws4_request');
  return hmac(signingKey, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

export async function startBucket(key: Key): Promise<BucketServer> {
  const objects = new Map<string, { media: string; content: Buffer }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const content = Buffer.concat(chunks);
      const fault = request.method === 'PUT' ? faultOf(request, content, key) : 'MethodNotAllowed';
      // As S3 answers: with whose key it was, and what was signed.
      const answer = `<Error><Code>${fault}</Code><Message>Not that way</Message><AWSAccessKeyId>${key.id}</AWSAccessKeyId></Error>`;
      if (fault !== undefined) {
        response.writeHead(403, { 'content-type': 'application/xml' }).end(answer);
        return;
      }
      objects.set(request.url ?? '', { media: request.headers['content-type'] ?? '', content });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/bucket`,
    objects,
    clear: () => objects.clear(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
