import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { readSites } from '#kpi';
import { type Derived, type DerivedTerm, deriveTerms, parseTargets } from '#market';
import { tellEntries } from '#register-store';
import { isoOf, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { bodyOf, type ImportOptions } from './import.ts';
import { isMachine, say, wrong } from './output.ts';
import { instantOf, siteOf } from './window.ts';

export interface DifficultyOptions extends ImportOptions {
  readonly height?: string;
  readonly time?: string;
  readonly from?: string;
  readonly site?: string;
  readonly author: string;
}

const satPerBtc = 1e8;

/** The block that the times of all others are derived from. */
function anchorOf({ height, time }: DifficultyOptions): { height: number; at: number } {
  if (height === undefined || time === undefined)
    throw wrong('Targets have no times: name a block whose time you know, --height 840000 --time 2024-04-20T00:09:27Z');
  if (!/^\d{1,9}$/.test(height)) throw wrong(`--height ${height}: must be a whole number`);
  return { height: Number(height), at: instantOf('time', time, 'UTC') };
}

const rowOf = ({ height, difficulty, subsidySat, from, to, uncertainS }: DerivedTerm) => ({
  where: `block ${height}`,
  isText: false,
  body: {
    key: `derived-${height}`,
    height,
    difficulty,
    subsidy_btc: subsidySat / satPerBtc,
    basis: 'derived',
    uncertain_s: uncertainS,
    from: isoOf(from),
    to: isoOf(to),
  },
});

function sayStops({ before, behind }: Derived['stops']): void {
  if (before !== null) process.stderr.write(`nothing is derived before, and of, the epoch from block ${before}\n`);
  if (behind !== null) process.stderr.write(`nothing is derived of, and behind, the epoch from block ${behind}\n`);
}

/**
 * Derives from a list of difficulty targets, and one block whose time is known, what difficulty and subsidy were when, and tells it as `chain_terms` of a
 * site. What was derived of a block before is replaced.
 */
export async function importDifficulty(path: string, options: DifficultyOptions): Promise<void> {
  const anchor = anchorOf(options);
  const body = bodyOf(path);
  const { terms, stops } = deriveTerms(parseTargets(body), anchor);
  await withConnection(options.data, async ({ store }) => {
    const site = siteOf(await readSites(store), options.site);
    const since = options.from === undefined ? -Infinity : instantOf('from', options.from, site.zone);
    const derived = terms.filter(({ to }) => to > since);
    const [first, last] = [derived[0], derived.at(-1)];
    if (!first || !last)
      throw wrong(`${path} tells no difficulty of the time from ${options.from ?? 'its first block'} on`);
    const origin = `${basename(path)}, by block ${anchor.height} of ${isoOf(anchor.at)}`;
    const digest = createHash('sha256').update(body).digest('hex');
    const telling = {
      site: site.id,
      kind: 'chain_terms' as const,
      author: options.author,
      origin,
      digest,
      isWhole: false,
    };
    const { kept, unchanged } = await tellEntries(
      { store, clock: systemClock },
      { ...telling, rows: derived.map(rowOf) },
    );
    const uncertainS = Math.max(...derived.map((term) => term.uncertainS));
    const summary = {
      kept: kept.length,
      unchanged,
      from: isoOf(first.from),
      to: isoOf(last.to),
      uncertain_s: uncertainS,
    };
    sayStops(stops);
    if (isMachine(options)) return say(JSON.stringify({ ...summary, height: first.height, ...stops }));
    say(
      `${kept.length} kept, ${unchanged} as they were: difficulty from block ${first.height}, ${summary.from}, to ${summary.to}`,
    );
    say(`each begins within ${Math.ceil(uncertainS / 3600)} h of what is derived (three standard deviations)`);
  });
}
