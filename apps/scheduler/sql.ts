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

const texts = new Map(names.map((name) => [name, readFileSync(projectPath(`apps/scheduler/sql/${name}.sql`), 'utf8')]));

/** A statement of this app. */
export function sql(name: Name): string {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`There is no statement ${name}`);
  return text;
}
