import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

const folder = 'libs/rollup/sql';
const texts = new Map<string, string>();

function read(path: string, table = ''): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replace(/\{\{table\}\}/g, table)
    .replace(/\{\{([a-z-]+)(?: (\w+))?\}\}/g, (_, part: string, ofTable?: string) =>
      read(`parts/${part}.sql`, ofTable),
    );
}

/**
 * The fixed statement `sql/<name>.sql`; read once. In it `{{part}}` stands for `sql/parts/<part>.sql`,
 * and `{{part reading_asic}}` for the part with that table's name for its `{{table}}`.
 */
export function statement(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = read(`${name}.sql`);
  texts.set(name, text);
  return text;
}
