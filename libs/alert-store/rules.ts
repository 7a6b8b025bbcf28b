import { z } from 'zod';
import type { AlertRule } from '#alerting';
import type { Store } from '#store';
import { sql } from './sql.ts';

const statements = { read: sql('rules'), save: sql('save-rules') };

/** A lease of the store: who has it may write. */
interface Held {
  readonly name: string;
  readonly holder: string;
}

/** Keeps the rules that are in force, when they are others than those that are kept; not when another has the lease. Errors as of the store. */
export const saveRules = (
  store: Pick<Store, 'command'>,
  rules: readonly AlertRule[],
  { name, holder }: Held,
): Promise<void> => store.command(statements.save, { params: { rules: JSON.stringify(rules), name, holder } });

/** What this lib has written itself. */
const row = z.object({
  since: z.iso.datetime(),
  rules: z.string().transform((text) => JSON.parse(text) as AlertRule[]),
});

/** The rules in force, and since when; undefined before a scheduler has run. Errors as of the store. */
export async function readRules(
  store: Pick<Store, 'query'>,
): Promise<{ readonly since: string; readonly rules: readonly AlertRule[] } | undefined> {
  const [found] = await store.query(statements.read, { schema: row });
  return found;
}
