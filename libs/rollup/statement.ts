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

const texts = new Map<string, string>();

/** `{{part}}`, `{{part table}}` or `{{part table: columns}}`. */
const place = /\{\{([a-z-]+)(?: (\w+)(?:: ([^{}]+))?)?\}\}/g;

interface Reading {
  readonly table?: string | undefined;
  readonly columns?: string | undefined;
}

function read(path: string, { table = '', columns = '' }: Reading = {}): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replaceAll('{{table}}', table)
    .replaceAll('{{columns}}', columns)
    .replace(
      place,
      (_, part: string, ofTable?: string, itsColumns?: string) =>
        lists[part]?.() ?? read(`parts/${part}.sql`, { table: ofTable, columns: itsColumns }),
    );
}

function once(key: string, make: () => string): string {
  const text = texts.get(key) ?? make();
  texts.set(key, text);
  return text;
}

/** Finds the readings of a class that overlap a range, with the columns that their sums are made of; if bound, those of a log only up to an offset. */
export function readingsOf(deviceClass: DeviceClass, isBound: boolean): string {
  return once(`${isBound ? 'bound ' : ''}readings ${deviceClass}`, () => {
    const columns = new Set(['device', 'started_at', 'ended_at', 'flags', ...namesOf(deviceClass).columns]);
    const text = read('readings.sql', { table: `reading_${deviceClass}`, columns: [...columns].join(', ') });
    return isBound ? `${text} ${read('parts/bound.sql')}` : text;
  });
}

/**
 * The fixed statement `sql/<name>.sql`; read once. In it `{{part}}` stands for `sql/parts/<part>.sql`,
 * and `{{part reading_asic: device, flags}}` for the part with these for its `{{table}}` and `{{columns}}`;
 * `{{site-facts}}` and `{{site-fact-sums}}` for the columns that add up in site facts, `{{month-facts}}` for those that months have more of.
 */
export const statement = (name: string): string => once(name, () => read(`${name}.sql`));
