import { z } from 'zod';
import { type EntryKind, entryKinds } from '#register';
import type { EntryVersion, Merge, Told } from '#register-store';
import { isoOf } from '#runtime';

const entryShape = z.looseObject({
  key: z.string().describe('What versions of the entry have in common'),
});
const kind = z.enum(entryKinds);

export const entriesShape = z
  .object({
    site: z.string(),
    kind,
    entries: z.array(entryShape),
    merged_at: z.iso
      .datetime()
      .nullable()
      .describe('When the processor last made a register of the file and the entries; null before the first time'),
    left_out: z
      .array(z.object({ key: z.string(), reason: z.string() }))
      .describe('Entries that it left out, since they contradict the file or one another'),
  })
  .meta({ id: 'RegisterEntries' });

const versionShape = z.object({
  key: z.string(),
  known_at: z.iso.datetime(),
  change: z.string().describe('What was told at once'),
  entry: z.record(z.string(), z.unknown()).nullable().describe('null where it was removed'),
  author: z.string(),
  origin: z.string(),
  digest: z.string().describe('SHA-256 of all that was told at once'),
});
export const versionsShape = z
  .object({ site: z.string(), kind, versions: z.array(versionShape) })
  .meta({ id: 'RegisterHistory' });

export const toldShape = z
  .object({
    change: z.string().nullable().describe('Names it in the history; null where nothing is new'),
    kept: z.array(z.string()).describe('Keys that are new or have changed'),
    removed: z.array(z.string()),
    unchanged: z.int(),
    refused: z.array(z.object({ row: z.string().describe('Such as line 3'), reason: z.string() })),
  })
  .meta({ id: 'RegisterChange' });
export type ToldAnswer = z.output<typeof toldShape>;

const said = (what: string): z.ZodString => z.string().trim().min(1, 'is empty').max(200, 'is too long').describe(what);

/** Parameters of what changes the register. */
export const tellParameters = z.strictObject({
  author: said('Who tells it; kept with it'),
  origin: said('What it is taken from, such as the name of a file; kept with it').default('request'),
});
/** Parameters of `GET /v1/register/{site}/{kind}/history`. */
export const registerHistoryParameters = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number up to 9999')
    .default('100')
    .describe('Versions, newest first'),
});
const entryBody = z.array(z.record(z.string(), z.unknown())).meta({ id: 'NewRegisterEntries' });

const names = { site: 'Site', kind: `List of the site file: ${entryKinds.join(', ')}` };
const path = '/v1/register/{site}/{kind}';
const telling = {
  path,
  parameters: tellParameters,
  names,
  body: entryBody,
  isCsvToo: true,
  answer: toldShape,
} as const;

/** The routes of the register. */
export const registerRoutes = [
  {
    path,
    summary: 'Entries that were told beside the site file, as they are in force.',
    parameters: z.strictObject({}),
    names,
    answer: entriesShape,
  },
  {
    path: `${path}/history`,
    summary: 'Every version of them: who told it, when and from what.',
    parameters: registerHistoryParameters,
    names,
    answer: versionsShape,
  },
  {
    ...telling,
    method: 'post',
    summary: 'Adds entries, or replaces those of the same key. A wrong one is refused, the rest stays.',
  },
  {
    ...telling,
    method: 'put',
    summary: 'As post, and removes what was told before and is not among them, unless one of them is refused.',
  },
  {
    method: 'delete',
    path: `${path}/{key}`,
    summary: 'Ends an entry.',
    parameters: tellParameters,
    names: { ...names, key: 'Key of the entry' },
    answer: toldShape,
  },
] as const;

type Entries = z.output<typeof entriesShape>;

/** What of the entries of a kind is no part of the register. */
export const leftOutAnswer = (kind: EntryKind, merge: Merge | null): Pick<Entries, 'merged_at' | 'left_out'> => ({
  merged_at: merge && isoOf(merge.mergedAt),
  left_out: (merge?.leftOut ?? []).flatMap(({ kind: of, ...entry }) => (of === kind ? [entry] : [])),
});

/** A version as one reads it. */
export const versionAnswer = ({ knownAt, isRemoved, body, ...rest }: EntryVersion): z.output<typeof versionShape> => ({
  ...rest,
  known_at: isoOf(knownAt),
  entry: isRemoved ? null : body,
});

/** What became of what was told. */
export const toldAnswer = ({ kept, removed, refused, ...rest }: Told): ToldAnswer => ({
  ...rest,
  kept: [...kept],
  removed: [...removed],
  refused: [...refused],
});
