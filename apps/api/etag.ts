import { createHash, type Hash } from 'node:crypto';

/** The entity tag of what was hashed: weak, since compression on the way may change its bytes (RFC 9110, 8.8.3). */
export const tagOf = (hash: Hash): string => `W/"${hash.digest('base64url')}"`;

/** The entity tag of a body. */
export const etagOf = (body: string): string => tagOf(createHash('sha1').update(body));

/** Whether an `If-None-Match` names a tag; weak comparison (RFC 9110, 13.1.2). */
export function isMatch(header: string | undefined, etag: string): boolean {
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
