import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

/** What the codes of XID errors tell of; a code that is not listed tells of no failing hardware. */
const path = 'libs/rollup/data/xid-classes.csv';

let failures: readonly number[] | undefined;

/** XID codes of failing hardware: every class but that of the application, whose fault it is most often. */
export function failureXids(): readonly number[] {
  failures ??= readFileSync(projectPath(path), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter(([, kind]) => kind !== 'application')
    .map(([xid]) => Number(xid));
  return failures;
}
