import { readFileSync } from 'node:fs';
import type { DeviceClass } from '#contracts';
import { projectPath } from '#runtime';
import { namesOf } from './class-sums.ts';
import { monthNames } from './economic-names.ts';
import { amountNames, lastNames, tallyNames, wholeNames } from './fact-names.ts';

const folder = 'libs/rollup/sql';
const summed = [...wholeNames, ...amountNames];
const lists: Readonly<Record<string, () => string>> = {
  'month-facts': () => monthNames.join(', '),
  'site-facts': () => [...summed, ...tallyNames, ...lastNames].join(', '),
  'site-fact-sums': () =>
    [
      ...summed.map((name) => `sum(q.${name})`),
      ...tallyNames.map((name) => `sumMap(q.${name})`),
      ...lastNames.map((name) => `argMax(q.${name}, q.bucket_start)`),
    ].join(', '),
};

/** What a statement that reads a log up to an offset has more than the plain one. */
const boundLists: Readonly<Record<string, () => string>> = {
  bound: () => ` ${read('parts/bound.sql')}`,
};

const texts = new Map<string, string>();

/** `{{part}}`, `{{part table}}` or `{{part table: columns}}`. */
const place = /\{\{([a-z-]+)(?: (\w+)(?:: ([^{}]+))?)?\}\}/g;

interface Reading {
  readonly table?: string | undefined;
  readonly columns?: string | undefined;
  readonly isBound?: boolean;
}

function read(path: string, { table = '', columns = '', isBound = false }: Reading = {}): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replaceAll('{{table}}', table)
    .replaceAll('{{columns}}', columns)
    .replace(place, (_, part: string, ofTable?: string, itsColumns?: string) => {
      if (part in boundLists) return isBound ? (boundLists[part]?.() ?? '') : '';
      return lists[part]?.() ?? read(`parts/${part}.sql`, { table: ofTable, columns: itsColumns, isBound });
    });
}

/** Finds the readings of a class that overlap a range, with the columns that their sums are made of; read once. */
export function readingsOf(deviceClass: DeviceClass, isBound: boolean): string {
  const key = `${isBound ? 'bound ' : ''}readings ${deviceClass}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const columns = new Set(['device', 'started_at', 'ended_at', 'flags', ...namesOf(deviceClass).columns]);
  const text = read('readings.sql', { table: `reading_${deviceClass}`, columns: [...columns].join(', '), isBound });
  texts.set(key, text);
  return text;
}

/**
 * The fixed statement `sql/<name>.sql`; read once. In it `{{part}}` stands for `sql/parts/<part>.sql`,
 * and `{{part reading_asic: device, flags}}` for the part with these for its `{{table}}` and `{{columns}}`;
 * `{{site-facts}}` and `{{site-fact-sums}}` for the columns that add up in site facts, `{{month-facts}}` for those that months have more of.
 */
export function statement(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = read(`${name}.sql`);
  texts.set(name, text);
  return text;
}
