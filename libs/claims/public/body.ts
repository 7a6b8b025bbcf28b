import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import type { Dataset } from './figures.ts';

const statementOf = (name: string): string => readFileSync(projectPath(`libs/claims/sql/${name}.sql`), 'utf8');
const statements = { found: statementOf('bodies'), held: statementOf('body-held') };

const settings = { date_time_input_format: 'best_effort' as const };

/** Keeps a public table as it came, once, by its SHA-256, which it resolves to. Errors as of the store. */
export async function keepPublicBody(
  store: Pick<Store, 'query' | 'insertBlock'>,
  { dataset, body, knownAt }: { dataset: Dataset; body: Uint8Array; knownAt: number },
): Promise<string> {
  const digest = createHash('sha256').update(body).digest('hex');
  const held = await store.query(statements.held, { params: { digest }, schema: z.object({ digest: z.string() }) });
  if (held.length > 0) return digest;
  const row = { digest, dataset, known_at: knownAt, bytes: body.length, body: Buffer.from(body).toString('base64') };
  const statement = 'INSERT INTO public_body FORMAT JSONEachRow';
  await store.insertBlock({ statement, body: Buffer.from(JSON.stringify(row)), settings });
  return digest;
}

/** A public table as it came. */
export interface PublicBody {
  readonly digest: string;
  readonly dataset: string;
  readonly body: Buffer;
}

const row = z
  .object({ digest: z.string(), of_dataset: z.string(), base64: z.string() })
  .transform(({ digest, of_dataset: dataset, base64 }): PublicBody => ({
    digest,
    dataset,
    body: Buffer.from(base64, 'base64'),
  }));

/** Public tables as they came whose hash begins so, two at the most. Errors as of the store. */
export const findPublicBodies = (store: Pick<Store, 'query'>, digest: string): Promise<PublicBody[]> =>
  store.query(statements.found, { params: { digest }, schema: row });
