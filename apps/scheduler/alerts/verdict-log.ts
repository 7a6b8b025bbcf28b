import type { Verdict } from '#claims';
import type { Store } from '#store';
import { sql } from '../sql.ts';

/** A verdict that is another than the midnight before; null for a value that is held against nothing. */
export interface VerdictChange {
  readonly site: string;
  readonly claim: string;
  /** Empty of a claim without readings. */
  readonly reading: string;
  /** What the reading is, as people read it. */
  readonly title: string;
  readonly was: Verdict | null;
  readonly is: Verdict | null;
  /** The midnight up to which it was judged, UTC ms. */
  readonly judgedTo: number;
}

/** Keeps changes of verdicts, each once; none while another scheduler has the lease. Errors as of the store. */
export async function saveVerdicts(
  store: Pick<Store, 'insertBlock'>,
  changes: readonly VerdictChange[],
  { name, holder }: { readonly name: string; readonly holder: string },
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ judgedTo, was, is, title: _title, ...change }) =>
    JSON.stringify({ ...change, judged_ms: judgedTo, was: was ?? '', is: is ?? '' }),
  );
  const body = Buffer.from(rows.join('\n'));
  await store.insertBlock({ statement: sql('save-verdicts'), body, params: { name, holder } });
}
