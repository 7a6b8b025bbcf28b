import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

const names = [
  'alert-delivered',
  'alert-states',
  'alert-undelivered',
  'delivered',
  'hold',
  'holder',
  'indicator-dead-letters',
  'indicator-gauges',
  'indicator-idle-gpus',
  'indicator-quarter',
  'indicator-reconciled',
  'indicator-reports',
  'indicator-restated',
  'indicator-shares',
  'issue',
  'last-issue',
  'save-alerts',
  'save-verdicts',
  'through',
  'undelivered',
  'untold',
] as const;
type Name = (typeof names)[number];

const read = (path: string): string => readFileSync(projectPath(`apps/scheduler/sql/${path}.sql`), 'utf8');

/** In a statement `{{part}}` stands for `sql/parts/<part>.sql`. */
const texts = new Map(
  names.map((name) => [name, read(name).replace(/\{\{([a-z-]+)\}\}/g, (_, part) => read(`parts/${part}`).trim())]),
);

/** A statement of this app. */
export function sql(name: Name): string {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`There is no statement ${name}`);
  return text;
}
