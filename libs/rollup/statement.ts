import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

const folder = 'libs/rollup/sql';
const texts = new Map<string, string>();

function read(path: string): string {
  return readFileSync(projectPath(folder, path), 'utf8')
    .trim()
    .replace(/\{\{([a-z-]+)\}\}/g, (_, part: string) => read(`parts/${part}.sql`));
}

/** The fixed statement `sql/<name>.sql` with its `{{parts}}` filled in from `sql/parts`; read once. */
export function statement(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = read(`${name}.sql`);
  texts.set(name, text);
  return text;
}
