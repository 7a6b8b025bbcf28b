import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { crossCheck, needs } from './check.ts';
import { dated } from './facts/dated.ts';
import { type FactKind, factKindNames, factKinds } from './facts/index.ts';
import { instantMs } from './instant.ts';
import { contractedStep, hall, inventoryDevice, type SiteFile } from './schema.ts';

/**
 * The lists of a site file that may be told elsewhere too: its facts, halls, contracted power, and the inventory of its devices and meters.
 * Feeds are not among them, nor how a device is asked: the collector has addresses and logins from the file.
 */
export type EntryKind = FactKind | 'halls' | 'devices' | 'contracted_mw';
export const entryKinds: readonly EntryKind[] = ['halls', 'devices', 'contracted_mw', ...factKindNames];

export const isEntryKind = (text: string): text is EntryKind => (entryKinds as readonly string[]).includes(text);

const toldDevice = inventoryDevice.superRefine((device, { addIssue }) => {
  for (const { keys, message } of needs(device, 0)) addIssue({ code: 'custom', path: keys.slice(2), message });
});

/** What an entry of a kind is, as in the site file. */
export function entrySchema(kind: EntryKind): z.ZodObject {
  if (kind === 'halls') return hall;
  if (kind === 'devices') return toldDevice;
  return kind === 'contracted_mw' ? contractedStep : factKinds[kind].extend(dated);
}

type Body = Readonly<Record<string, unknown>>;

/** One entry that was told beside the site file. */
export interface RegisterEntry {
  readonly kind: EntryKind;
  /** What a later entry has in common with the one that it replaces. */
  readonly key: string;
  /** As one would write it in the site file. */
  readonly body: Body;
}

/** The key of an entry that is given none: its id and start, or what it says. The same entry told twice is one entry. */
export function entryKeyOf(body: Body): string {
  const { id, from } = body;
  if (typeof id === 'string') return typeof from === 'string' ? `${id}@${from}` : id;
  const said = Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}

export interface RefusedEntry {
  readonly entry: RegisterEntry;
  readonly reason: string;
}

/** A site file with the entries that were told beside it, and those that do not fit it. */
export interface Merged {
  readonly file: SiteFile;
  readonly refused: readonly RefusedEntry[];
}

type Lists = Readonly<Record<string, readonly Body[]>>;

const listsOf = (file: SiteFile): Lists => ({
  ...Object.fromEntries(factKindNames.map((kind) => [kind, file[kind] as readonly Body[]])),
  halls: file.halls,
  devices: file.devices,
  contracted_mw: file.site.contracted_mw ?? [],
});

function withLists(file: SiteFile, { contracted_mw: contracted = [], ...lists }: Lists): SiteFile {
  const site = contracted.length > 0 ? { ...file.site, contracted_mw: contracted } : file.site;
  return { ...file, ...lists, site } as SiteFile;
}

const spanOf = ({ from, to }: Body, zone: string): readonly [from: number, to: number] => [
  typeof from === 'string' ? instantMs(from, zone) : -Infinity,
  typeof to === 'string' ? instantMs(to, zone) : Infinity,
];

/** Whether two entries are of one thing: of one id, or a contracted power, at one time. */
function isSame(kind: EntryKind, a: Body, b: Body, zone: string): boolean {
  if (kind !== 'contracted_mw' && (a.id === undefined || a.id !== b.id)) return false;
  const [[fromA, toA], [fromB, toB]] = [spanOf(a, zone), spanOf(b, zone)];
  return fromA < toB && fromB < toA;
}

/** Entries as the schema of their kind reads them now; what was valid when it was told may not be any more. */
function readEntries(entries: readonly RegisterEntry[], refuse: (refused: RefusedEntry) => void): RegisterEntry[] {
  return entries.flatMap((entry) => {
    const { success, data, error } = entrySchema(entry.kind).safeParse(entry.body);
    if (success) return [{ ...entry, body: data }];
    refuse({ entry, reason: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') });
    return [];
  });
}

/**
 * The one rule by which the register is what file and store say together: the lists of the file are continued by the entries that
 * were told, each key in its latest version; where both speak of one thing (the same id, or contracted power, at one time) the file
 * wins; and an entry that contradicts the rest is left out with its reason, which costs the others nothing.
 */
export function mergeEntries(file: SiteFile, entries: readonly RegisterEntry[]): Merged {
  const refused: RefusedEntry[] = [];
  const own = listsOf(file);
  const { zone } = file.site;
  let fitting = readEntries(entries, (one) => void refused.push(one)).filter((entry) => {
    const isOfFile = own[entry.kind]?.some((of) => isSame(entry.kind, of, entry.body, zone));
    if (isOfFile) refused.push({ entry, reason: 'the site file says it too, and the file wins' });
    return !isOfFile;
  });
  for (;;) {
    const lists = { ...own };
    for (const { kind, body } of fitting) lists[kind] = [...(lists[kind] ?? []), body];
    const merged = withLists(file, lists);
    const bad = new Map(crossCheck(merged).flatMap((fault) => faultyEntry(fault, own, fitting)));
    if (bad.size === 0) return { file: merged, refused };
    refused.push(...[...bad].map(([entry, reason]) => ({ entry, reason })));
    fitting = fitting.filter((entry) => !bad.has(entry));
  }
}

/** The entry that a fault of the merged file is of; none of what is the file's own. */
function faultyEntry(
  { keys, message }: { readonly keys: readonly PropertyKey[]; readonly message: string },
  own: Lists,
  entries: readonly RegisterEntry[],
): [RegisterEntry, string][] {
  const [kind, index, ...rest] = keys[0] === 'site' ? keys.slice(1) : keys;
  const place = Number(index) - (own[String(kind)]?.length ?? 0);
  const entry = entries.filter((each) => each.kind === kind)[place];
  return entry ? [[entry, `${rest.map(String).join('.')}: ${message}`]] : [];
}
