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

test('devices and meters are told without the addresses that a collector has', () => {
  const { file: merged, refused } = mergeEntries(file, [
    entry('halls', { id: 'gpu', workload: 'ai' }),
    entry('devices', { id: 'm2', kind: 'cgminer', hall: 'shed', nominal_ths: 100, to: '2026-06-01' }),
    entry('devices', { id: 'm2', kind: 'cgminer', hall: 'shed', nominal_ths: 110, from: '2026-06-01' }),
    entry('devices', { id: 'host', kind: 'dcgm', hall: 'gpu', gpus: 2 }),
    entry('devices', { id: 'feeder', kind: 'sunspec', point: 'M3', hall: 'gpu', poll_s: 10 }),
  ]);
  const site = siteOf(merged);
  expect(refused).toEqual([]);
  expect(site.devices.map(({ id }) => id)).toEqual(['m1']);
  expect(site.units.map(({ device, nominalGhs }) => [device, nominalGhs])).toEqual([
    ['m1', 200_000],
    ['m2', 100_000],
    ['m2', 110_000],
    ['host/0', null],
    ['host/1', null],
    ['feeder', null],
  ]);
  expect(site.units.at(-1)).toMatchObject({ point: 'M3', hall: 'gpu', pollMs: 10_000 });
});

test('without entries the register is what the file says', () => {
  expect(siteOf(mergeEntries(file, []).file)).toEqual(siteOf(file));
});

test.each<[string, RegisterEntry, RegExp]>([
  ['a hall that the file has', entry('halls', { id: 'shed', workload: 'ai' }), /the file wins/],
  [
    'a device that the file has',
    entry('devices', { id: 'm1', kind: 'cgminer', hall: 'shed', nominal_ths: 1 }),
    /the file wins/,
  ],
  [
    'a device in no hall',
    entry('devices', { id: 'm2', kind: 'cgminer', hall: 'shet', nominal_ths: 1 }),
    /did you mean shed/,
  ],
  ['a meter without its point', entry('devices', { id: 'm2', kind: 'sunspec' }), /point: is missing/],
  [
    'the address of a device',
    entry('devices', { id: 'm2', kind: 'sunspec', point: 'M0', address: '10.0.0.9:502' }),
    /address/,
  ],
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

test('of two entries of one device at one time the later one is left out', () => {
  const told = (from: string): RegisterEntry =>
    entry('devices', { id: 'm2', kind: 'cgminer', hall: 'shed', nominal_ths: 100, from });
  const { file: merged, refused } = mergeEntries(file, [told('2026-01-01'), told('2026-02-01')]);
  expect(refused).toEqual([{ entry: told('2026-02-01'), reason: 'id: device id m2 is also that of entry 1' }]);
  expect(siteOf(merged).units.map(({ device }) => device)).toEqual(['m1', 'm2']);
});

test('an entry that is given no key is known by its id and start, or by what it says in whatever order', () => {
  expect(entryKeyOf({ id: 'lease-1', from: '2026-01-01', usd: 3 })).toBe('lease-1@2026-01-01');
  expect(entryKeyOf({ mwh: 1, instrument: 'x' })).toBe(entryKeyOf({ instrument: 'x', mwh: 1 }));
  expect(entryKeyOf({ mwh: 1, instrument: 'x' })).not.toBe(entryKeyOf({ mwh: 2, instrument: 'x' }));
});
