import { secretFromEnvironment } from '#runtime';
import type { Bucket } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';
import { sender } from './http.ts';
import { signedHeaders } from './signature-v4.ts';

/** Of an answer that refuses, its code and message: it may repeat the id of the key and what was signed. */
const reasonIn = (answer: string): string =>
  ['Code', 'Message'].map((name) => new RegExp(`<${name}>([^<]*)`).exec(answer)?.[1] ?? '').join(' ');

/** Puts the files of an issue into a bucket. Throws `CONFIG_INVALID` when the key is not in the environment. */
export function toBucket(bucket: Bucket, secretOf = secretFromEnvironment): Deliver {
  const { region, access_key_env, secret_key_env, session_token_env } = bucket;
  const key = {
    region,
    id: secretOf(access_key_env),
    secret: secretOf(secret_key_env),
    sessionToken: session_token_env === undefined ? undefined : secretOf(session_token_env),
  };
  const folder = bucket.url.replace(/\/$/, '');
  const send = sender({ isPrivateAllowed: bucket.allow_private, reasonIn });
  return async ({ name, issue, files }, at) => {
    for (const { extension, media, content: body } of await files()) {
      const request = { method: 'PUT', url: `${folder}/${name}/${issue.period.label}.${extension}`, body } as const;
      const headers = signedHeaders({ ...request, headers: { 'content-type': media }, at }, key);
      await send({ ...request, headers });
    }
  };
}
