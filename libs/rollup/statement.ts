import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';
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

/** What a live statement has more than the plain one: it reads what is not kept, and says what of it may be. */
const liveLists: Readonly<Record<string, () => string>> = {
  'live-column': () => read('parts/live-column.sql'),
  'live-condition': () => ` ${read('parts/live-condition.sql')}`,
  'live-key': () => 'is_settled, ',
  'live-group': () => 'is_settled, ',
};

const texts = new Map<string, string>();

/** `{{part}}`, `{{part table}}` or `{{part table: columns}}`. */
const place = /\{\{([a-z-]+)(?: (\w+)(?:: ([^{}]+))?)?\}\}/g;

interface Reading {
  readonly table?: string | undefined;
  readonly columns?: string | undefined;
  readonly isLive?: boolean;
}

function read(path: string, { table = '', columns = '', isLive = false }: Reading = {}): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replaceAll('{{table}}', table)
    .replaceAll('{{columns}}', columns)
    .replace(place, (_, part: string, ofTable?: string, itsColumns?: string) => {
      if (part in liveLists) return isLive ? (liveLists[part]?.() ?? '') : '';
      return lists[part]?.() ?? read(`parts/${part}.sql`, { table: ofTable, columns: itsColumns, isLive });
    });
}

/**
 * The fixed statement `sql/<name>.sql`; read once. In it `{{part}}` stands for `sql/parts/<part>.sql`,
 * and `{{part reading_asic: device, flags}}` for the part with these for its `{{table}}` and `{{columns}}`;
 * `{{site-facts}}` and `{{site-fact-sums}}` for the columns that add up in site facts, `{{month-facts}}` for those that months have more of.
 * Only when it is live are `{{live-…}}` anything.
 */
export function statement(name: string, isLive = false): string {
  const key = isLive ? `live ${name}` : name;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = read(`${name}.sql`, { isLive });
  texts.set(key, text);
  return text;
}
