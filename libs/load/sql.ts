import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

const names = [
  'claim',
  'owner',
  'running',
  'generations',
  'present',
  'present-dead',
  'highest',
  'marks',
  'loaded-sequences',
  'uncommitted',
  'known',
  'earlier-sequences',
  'adopt',
  'stored-offsets',
  'dead-offsets',
  'dead-letters',
  'count-dead-letters',
] as const;
type Name = (typeof names)[number];

const texts = new Map<Name, string>();

/** The fixed query `sql/<name>.sql`; read once. */
export function sql(name: Name): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(projectPath('libs/load/sql', `${name}.sql`), 'utf8').trim();
  texts.set(name, text);
  return text;
}
