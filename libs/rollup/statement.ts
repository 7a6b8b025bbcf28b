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

const texts = new Map<string, string>();

/** `{{part}}`, `{{part table}}` or `{{part table: columns}}`. */
const place = /\{\{([a-z-]+)(?: (\w+)(?:: ([^{}]+))?)?\}\}/g;

function read(path: string, table = '', columns = ''): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replaceAll('{{table}}', table)
    .replaceAll('{{columns}}', columns)
    .replace(
      place,
      (_, part: string, ofTable?: string, itsColumns?: string) =>
        lists[part]?.() ?? read(`parts/${part}.sql`, ofTable, itsColumns),
    );
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
