import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { isMetricId } from '#catalogue';
import { projectPath } from '#runtime';

/** Where the definitions of all metrics stand; what it says decides. That none is unknown is tested on the reference site (test/integration/api). */
const page = projectPath('../shared/domain/metrics.md');

/** A short form in a cell stands for the first id of the cell with its last words replaced. */
const short: Readonly<Record<string, string>> = {
  _it: 'tokens_per_joule_it',
  _facility: 'tokens_per_joule_facility',
  per_million_tokens: 'emissions_per_million_tokens',
  per_eh: 'emissions_per_eh',
};

/** Ids of the tables of sections 3 and 4, from the first cell of each row: `a`, `b` and `f(x)` are two metrics and one. */
function defined(text: string): string[] {
  const sections = text.slice(text.indexOf('\n## 3. '), text.indexOf('\n## 5. '));
  const cells = [...sections.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell);
  return cells
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id.replace(/\(.*$/, '')))
    .map((id) => short[id] ?? id);
}

/** What is defined and not measured yet. */
const missing: readonly string[] = [];

const given = existsSync(page) ? describe : describe.skip;

given('the page of definitions', () => {
  test('names no metric that the catalogue lacks, but those that are known to be missing', () => {
    const ids = defined(readFileSync(page, 'utf8'));
    expect(ids.length).toBeGreaterThan(90);
    expect(ids.filter((id) => !isMetricId(id)).sort()).toEqual([...missing].sort());
  });
});
