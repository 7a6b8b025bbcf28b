import { createHash } from 'node:crypto';

/** The entity tag of a body: weak, since compression on the way may change its bytes (RFC 9110, 8.8.3). */
export const etagOf = (body: string | Buffer): string => `W/"${createHash('sha1').update(body).digest('base64url')}"`;

/** Whether an `If-None-Match` names a tag; weak comparison (RFC 9110, 13.1.2). */
export function isMatch(header: string | undefined, etag: string): boolean {
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
