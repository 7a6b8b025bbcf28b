import { expect, test } from '@jest/globals';
import { entryKeyOf, type EntryKind, mergeEntries, parseSiteFile, type RegisterEntry, siteOf } from '#register';

const file = parseSiteFile(
  `
site: { id: north, zone: America/Chicago, contracted_mw: [{ mw: 5, to: 2026-06-01 }] }
halls: [{ id: shed, workload: mining }]
devices:
  - { id: m1, kind: cgminer, address: '10.0.0.5:4028', hall: shed, nominal_ths: 200 }
certificates:
  - { mwh: 1200, instrument: REC 7, from: 2026-03-01, to: 2026-04-01 }
`,
  'site.yaml',
);
const entry = (kind: EntryKind, body: Record<string, unknown>): RegisterEntry => ({
  kind,
  key: entryKeyOf(body),
  body,
});

test('entries continue the lists of the file, in the time of the site', () => {
  const { file: merged, refused } = mergeEntries(file, [
    entry('certificates', { mwh: 800, instrument: 'REC 8', from: '2026-04-01', to: '2026-05-01' }),
    entry('halls', { id: 'gpu', workload: 'ai' }),
    entry('contracted_mw', { mw: 8, from: '2026-06-01' }),
  ]);
  const site = siteOf(merged);
  expect(refused).toEqual([]);
  expect(site.facts.certificates.map(({ mwh }) => mwh)).toEqual([1200, 800]);
  expect(site.halls.map(({ id }) => id)).toEqual(['shed', 'gpu']);
  expect(site.contracted).toEqual([
    { mw: 5, from: -Infinity, to: Date.parse('2026-06-01T05:00:00Z') },
    { mw: 8, from: Date.parse('2026-06-01T05:00:00Z'), to: Infinity },
  ]);
});

test('without entries the register is what the file says', () => {
  expect(siteOf(mergeEntries(file, []).file)).toEqual(siteOf(file));
});

test.each<[string, RegisterEntry, RegExp]>([
  ['a hall that the file has', entry('halls', { id: 'shed', workload: 'ai' }), /the file wins/],
  [
    'contracted power of a time that the file speaks of',
    entry('contracted_mw', { mw: 9, from: '2026-05-01' }),
    /the file wins/,
  ],
  [
    'a span that ends before it starts',
    entry('certificates', { mwh: 1, instrument: 'x', from: '2026-05-01', to: '2026-04-01' }),
    /to: .*after/,
  ],
  [
    'what its kind does not allow any more',
    entry('certificates', { mwh: -1, instrument: 'x', from: '2026-04-01', to: '2026-05-01' }),
    /mwh: /,
  ],
])('of entries, %s is left out with its reason, and the rest stays', (_, wrong, reason) => {
  const right = entry('certificates', { mwh: 800, instrument: 'REC 8', from: '2026-04-01', to: '2026-05-01' });
  const { file: merged, refused } = mergeEntries(file, [wrong, right]);
  expect(refused).toEqual([
    { entry: expect.objectContaining({ key: wrong.key }), reason: expect.stringMatching(reason) },
  ]);
  expect(siteOf(merged).facts.certificates.map(({ mwh }) => mwh)).toEqual([1200, 800]);
});

test('an entry that is given no key is known by its id and start, or by what it says in whatever order', () => {
  expect(entryKeyOf({ id: 'lease-1', from: '2026-01-01', usd: 3 })).toBe('lease-1@2026-01-01');
  expect(entryKeyOf({ mwh: 1, instrument: 'x' })).toBe(entryKeyOf({ instrument: 'x', mwh: 1 }));
  expect(entryKeyOf({ mwh: 1, instrument: 'x' })).not.toBe(entryKeyOf({ mwh: 2, instrument: 'x' }));
});
