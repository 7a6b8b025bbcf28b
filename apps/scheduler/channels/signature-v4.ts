import { createHash, createHmac } from 'node:crypto';
import { isoOf } from '#runtime';

/** A key to storage; the secret goes into no request. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
  /** Of a key that is lent. */
  readonly sessionToken?: string | undefined;
}

/** A request to be signed. */
export interface Unsigned {
  readonly method: string;
  /** Without a query. */
  readonly url: string;
  /** Their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** UTC ms. */
  readonly at: number;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Percent-encoded by the letter of RFC 3986, which `encodeURIComponent` leaves some characters short of. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalPath = (pathname: string): string =>
  pathname
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/');

/**
 * The headers of a request with a signature of Amazon's version 4 for S3, over all of them, the path and the body.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signedHeaders({ method, url, headers, body, at }: Unsigned, key: AccessKey): Record<string, string> {
  const { host, pathname } = new URL(url);
  const stamp = isoOf(at).replaceAll(/[-:]|\.\d+/g, '');
  const own = {
    ...headers,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': stamp,
    ...(key.sessionToken !== undefined && { 'x-amz-security-token': key.sessionToken }),
  };
  const all = Object.entries({ ...own, host }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(';');
  const lines = all.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const canonical = [method, canonicalPath(pathname), '', lines, names, own['x-amz-content-sha256']].join('\n');
  const scope = [stamp.slice(0, 8), key.region, 's3', 'aws4_request'];
  const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${key.secret}`);
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope.join('/'), sha256(canonical)].join('\n');
  const signature = hmac(Buffer.from(signingKey), toSign).toString('hex');
  const credential = `${key.id}/${scope.join('/')}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=${signature}`;
  return { ...own, authorization };
}
