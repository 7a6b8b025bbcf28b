import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '#register';
import { type Clock, messageOf, nearest, PipelineError, silentLogger } from '#runtime';
import type { Stream } from '#stream';
import { type KeptBody, withBodies } from './bodies.ts';
import { sourcesOf } from './feeds.ts';
import { openRecorder, type FeedRows } from './recorder.ts';
import { startSender } from './sender.ts';
import type { Source } from './source.ts';

/** What a kept body says, read by the parser of today. */
export interface Replayed {
  readonly feed: string;
  readonly hash: string;
  readonly at: number;
  readonly rows: number;
  /** Rows that it became when it came; null where it could not be read. */
  readonly rowsBefore: number | null;
  readonly problems: readonly string[];
  /** Why it cannot be read. */
  readonly error: string | null;
}

export interface ReplayOptions {
  /** Directory of the collector that has kept the bodies. */
  readonly directory: string;
  readonly sites: readonly Site[];
  /** Hashes or beginnings of them, or names of feeds. */
  readonly wanted: readonly string[];
  readonly clock: Clock;
}

/** The bodies that are meant, the oldest first; all without names. Throws `CONFIG_INVALID` for a name that means none. */
export function meantBy(bodies: readonly KeptBody[], wanted: readonly string[]): readonly KeptBody[] {
  const isMeant = (name: string, { feed, hash }: KeptBody): boolean =>
    feed === name || (name.length >= 6 && hash.startsWith(name));
  const none = wanted.find((name) => !bodies.some((body) => isMeant(name, body)));
  if (none !== undefined) {
    const feeds = [...new Set(bodies.map(({ feed }) => feed))];
    const hint = nearest(none, feeds);
    const known = hint ? `did you mean ${hint}?` : `there are bodies of ${feeds.join(', ') || 'no feed'}`;
    throw new PipelineError('CONFIG_INVALID', `No body ${none} is kept; ${known}`);
  }
  return wanted.length === 0 ? bodies : bodies.filter((body) => wanted.some((name) => isMeant(name, body)));
}

interface Read extends Replayed {
  readonly recorded: FeedRows | null;
}

function readAgain(source: Source | undefined, kept: KeptBody, content: Uint8Array): Read {
  const { feed, hash, at, told } = kept;
  const nothing = { feed, hash, at, rows: 0, rowsBefore: told?.rows ?? null, problems: [], recorded: null };
  if (!source?.parse) return { ...nothing, error: `no site file names the feed ${feed}` };
  try {
    const { rows, problems } = source.parse(content, at);
    return { ...nothing, rows: rows.rows.length, problems, recorded: rows, error: null };
  } catch (error) {
    return { ...nothing, error: messageOf(error) };
  }
}

async function readAll({ directory, sites, wanted, clock }: ReplayOptions): Promise<Read[]> {
  const progress = { read: () => undefined, keep: () => Promise.resolve() };
  const sources = sites.flatMap((site) => sourcesOf(site, { clock, progress, isRecorded: () => false }));
  return withBodies(directory, (bodies, contentOf) =>
    meantBy(bodies, wanted).map((kept) =>
      readAgain(
        sources.find(({ feed }) => feed === kept.feed),
        kept,
        contentOf(kept.hash),
      ),
    ),
  );
}

/** Reads kept bodies with the parsers of today; nothing is written. Errors as of `withBodies`. */
export async function previewReplay(options: ReplayOptions): Promise<Replayed[]> {
  return (await readAll(options)).map(({ recorded: _recorded, ...replayed }) => replayed);
}

/**
 * Reads kept bodies again and sends their rows to the stream. They were learned when the body came: they replace what was read from it then,
 * and nothing that the feed has told since. Rejects with the error of the stream before everything is sent.
 */
export async function replay(
  options: ReplayOptions,
  stream: Pick<Stream, 'append'>,
  collector: string,
): Promise<Replayed[]> {
  const read = await readAll(options);
  const directory = mkdtempSync(join(tmpdir(), 'coload-replay-'));
  const { clock } = options;
  const recorder = await openRecorder({ directory, collector, clock, logger: silentLogger });
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const { spool } = recorder;
  const sender = startSender({ spool, stream, clock, logger: silentLogger, onError: (error) => fail(error) });
  try {
    for (const { recorded } of read) if (recorded) await recorder.recordRows([recorded]);
    await Promise.race([sender.drained(), failed]);
  } finally {
    await sender.stop();
    await recorder.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  return read.map(({ recorded: _recorded, ...replayed }) => replayed);
}
