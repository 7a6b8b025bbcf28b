import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

const folder = 'libs/rollup/sql';
const texts = new Map<string, string>();

/** `{{part}}`, `{{part table}}` or `{{part table: columns}}`. */
const place = /\{\{([a-z-]+)(?: (\w+)(?:: ([^{}]+))?)?\}\}/g;

function read(path: string, table = '', columns = ''): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replaceAll('{{table}}', table)
    .replaceAll('{{columns}}', columns)
    .replace(place, (_, part: string, ofTable?: string, itsColumns?: string) =>
      read(`parts/${part}.sql`, ofTable, itsColumns),
    );
}

/**
 * The fixed statement `sql/<name>.sql`; read once. In it `{{part}}` stands for `sql/parts/<part>.sql`,
 * and `{{part reading_asic: device, flags}}` for the part with these for its `{{table}}` and `{{columns}}`.
 */
export function statement(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = read(`${name}.sql`);
  texts.set(name, text);
  return text;
}
