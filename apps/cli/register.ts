import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import Table from 'cli-table3';
import { type Command, InvalidArgumentError } from 'commander';
import { readSites } from '#kpi';
import { type EntryKind, entryKinds, isEntryKind } from '#register';
import {
  csvRows,
  entryVersions,
  jsonOf,
  jsonRows,
  readEntries,
  readMerge,
  removeEntry,
  tellEntries,
  type Told,
} from '#register-store';
import { isoOf, messageOf, nearest, systemClock } from '#runtime';
import type { Store } from '#store';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';
import { siteOf } from './window.ts';

interface Options {
  readonly data: string;
  readonly site?: string;
  readonly json?: boolean;
}
interface TellOptions extends Options {
  readonly author: string;
}

const historyLimit = 1000;

function kindOf(text: string): EntryKind {
  if (isEntryKind(text)) return text;
  const meant = nearest(text, entryKinds);
  throw new InvalidArgumentError(meant === undefined ? `known are ${entryKinds.join(', ')}` : `did you mean ${meant}?`);
}

const withSite = <T>({ data, site }: Options, use: (store: Store, site: string) => Promise<T>): Promise<T> =>
  withConnection(data, async ({ store }) => use(store, siteOf(await readSites(store), site).id));

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong(`${file}: cannot be read: ${messageOf(error)}`);
  }
}

/** Says what became of it; refused rows go to standard error and make the command exit with 1. */
function sayTold(told: Told, options: Options): void {
  if (isMachine(options)) say(JSON.stringify(told));
  else say(`${told.kept.length} kept, ${told.removed.length} removed, ${told.unchanged} as they were`);
  for (const { row, reason } of told.refused) process.stderr.write(`refused, ${row}: ${reason}\n`);
  if (told.refused.length > 0) process.exitCode = 1;
}

async function importFile(kind: EntryKind, file: string, options: TellOptions & { replace?: boolean }): Promise<void> {
  const text = fileText(file);
  const rows = file.endsWith('.json') ? jsonRows(jsonOf(text)) : csvRows(text);
  const told = { ...rows, kind, author: options.author, origin: basename(file), isWhole: options.replace === true };
  await withSite(options, async (store, site) =>
    sayTold(await tellEntries({ store, clock: systemClock }, { ...told, site }), options),
  );
}

async function list(kind: EntryKind | undefined, options: Options): Promise<void> {
  await withSite(options, async (store, site) => {
    const leftOut = (await readMerge(store, site))?.leftOut ?? [];
    const entries = (await readEntries(store, site))
      .filter((entry) => kind === undefined || entry.kind === kind)
      .map((entry) => ({
        ...entry,
        left_out: leftOut.find((one) => one.kind === entry.kind && one.key === entry.key)?.reason ?? null,
      }));
    if (isMachine(options)) return entries.forEach((entry) => say(JSON.stringify(entry)));
    const table = new Table({ head: ['kind', 'key', 'entry', 'left out'], style: { head: [], border: [] } });
    for (const { kind: of, key, body, left_out: reason } of entries)
      table.push([of, key, JSON.stringify(body), reason ?? '']);
    say(table.toString());
  });
}

async function history(kind: EntryKind, options: Options): Promise<void> {
  await withSite(options, async (store, site) => {
    const versions = await entryVersions(store, { site, kind, limit: historyLimit });
    if (isMachine(options)) return versions.forEach((version) => say(JSON.stringify(version)));
    const table = new Table({ head: ['when', 'key', 'entry', 'who', 'from'], style: { head: [], border: [] } });
    for (const { knownAt, key, body, isRemoved, author, origin } of versions) {
      const when = isoOf(knownAt);
      table.push([when, key, isRemoved ? 'removed' : JSON.stringify(body), author, origin]);
    }
    say(table.toString());
  });
}

/** Adds `coload register`. */
export function addRegisterCommands(program: Command, beside: (command: Command) => Command): void {
  const register = program
    .command('register')
    .description(`what is told of a site beside its file: ${entryKinds.join(', ')}`);
  const add = (name: string, description: string): Command =>
    beside(register.command(name)).description(description).option('--site <site>', 'needed where there are several');
  const withAuthor = (command: Command): Command =>
    command.option('--author <name>', 'who tells it; kept with it', userInfo().username);
  withAuthor(add('import', 'tell the rows of a CSV or JSON file; a wrong row is refused with its line, the rest stays'))
    .argument('<kind>', 'list of the site file', kindOf)
    .argument('<file>', 'CSV whose header names the keys of an entry, or .json')
    .option('--replace', 'remove what was told before and is not in the file, unless a row is refused')
    .action(importFile);
  withAuthor(add('remove', 'end an entry'))
    .argument('<kind>', 'list of the site file', kindOf)
    .argument('<key>')
    .action((kind: EntryKind, key: string, options: TellOptions) =>
      withSite(options, async (store, site) => {
        const told = { site, kind, key, author: options.author, origin: 'coload register remove' };
        sayTold(await removeEntry({ store, clock: systemClock }, told), options);
      }),
    );
  add('list', 'print the entries in force, and why the processor has left some out of the register')
    .argument('[kind]', 'only this list', kindOf)
    .action(list);
  add('history', 'print every version of the entries of a list: who told it, when and from what')
    .argument('<kind>', 'list of the site file', kindOf)
    .action(history);
}
