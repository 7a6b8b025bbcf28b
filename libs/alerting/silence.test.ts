import { describe, expect, test } from '@jest/globals';
import {
  declareRules,
  groupNotifications,
  initialState,
  isSilenceActive,
  isWindowOpen,
  labelsOf,
  type MaintenanceWindow,
  maintenanceWindowSchema,
  matcherSchema,
  matches,
  type Measured,
  silenceSchema,
  step,
  suppressionOf,
} from '#alerting';

const [source, target] = declareRules(
  [
    {
      id: 'meter_down',
      title: 'Meter down',
      severity: 'critical',
      metric: 'hashrate_device',
      by: ['hall'],
      condition: { kind: 'no_data', after: '5m' },
      inhibits: [{ rule: 'slow', equal: ['site', 'hall'] }],
      summary: 's',
    },
    {
      id: 'slow',
      title: 'Slow',
      severity: 'warning',
      metric: 'hashrate_device',
      by: ['hall', 'device'],
      condition: { kind: 'threshold', below: 100, unit: 'TH/s' },
      group_by: ['site', 'alertname'],
      summary: '{{ device }}',
    },
  ],
  'test',
);
if (!source || !target) throw new Error('no rules');

const labels = labelsOf(target, { site: 'north', hall: 'a', device: 'm1' });
const matcher = (op: string, value: string, name = 'device') => matcherSchema.parse({ name, op, value });

describe('a matcher', () => {
  test.each([
    ['=', 'm1', true],
    ['=', 'm', false],
    ['!=', 'm2', true],
    ['!=', 'm1', false],
    ['=~', 'm[0-9]+', true],
    ['=~', 'm', false],
    ['=~', 'm2|m1', true],
    ['=~', '.*', true],
    ['!~', 'm2|m3', true],
    ['!~', 'm.*', false],
  ])('%s %s of m1: %p', (op, value, isMatch) => {
    expect(matches([matcher(op, value)], labels)).toBe(isMatch);
  });

  test('takes a label that is missing as empty', () => {
    expect(matches([matcher('=', '', 'model')], labels)).toBe(true);
    expect(matches([matcher('=~', '.+', 'model')], labels)).toBe(false);
  });

  test('must be met by all of several', () => {
    expect(matches([matcher('=', 'm1'), matcher('=', 'south', 'site')], labels)).toBe(false);
  });

  test.each(['(a+)+', 'a.*b.*c.*d', '[a', 'a{1000}', '(?=a)', String.raw`\1`, 'x'.repeat(201)])(
    'refuses the pattern %s',
    (value) => {
      expect(matcherSchema.safeParse({ name: 'device', op: '=~', value }).success).toBe(false);
    },
  );
});

describe('a silence', () => {
  const raw = {
    id: 's1',
    matchers: [{ name: 'device', value: 'm1' }],
    startsAt: 1_000,
    endsAt: 2_000,
    createdBy: 'op',
  };
  const silence = silenceSchema.parse(raw);

  test('is in force from its start until before its end', () => {
    expect([999, 1_000, 1_999, 2_000].map((at) => isSilenceActive(silence, at))).toEqual([false, true, true, false]);
  });

  test('keeps the alerts quiet that it matches, and no others', () => {
    const quiet = { silences: [silence], windows: [], firing: [] };
    expect(suppressionOf(labels, 1_500, quiet)).toEqual({ by: 'silence', id: 's1' });
    expect(suppressionOf(labels, 2_500, quiet)).toBeNull();
    expect(suppressionOf({ ...labels, device: 'm2' }, 1_500, quiet)).toBeNull();
  });

  test.each([
    ['without matchers', { ...raw, matchers: [] }],
    ['that matches everything', { ...raw, matchers: [{ name: 'device', op: '=~', value: '.*' }] }],
    ['that ends before it starts', { ...raw, endsAt: 1_000 }],
  ])('%s is refused', (_, wrong) => {
    expect(silenceSchema.safeParse(wrong).success).toBe(false);
  });
});

describe('a maintenance window', () => {
  const windowOf = (change: Partial<MaintenanceWindow>) =>
    maintenanceWindowSchema.parse({
      id: 'w',
      matchers: [{ name: 'site', value: 'north' }],
      zone: 'America/Chicago',
      days: ['sun'],
      start: '02:00',
      durationMs: 2 * 3_600_000,
      ...change,
    });
  const isOpen = (text: string, change: Partial<MaintenanceWindow> = {}) =>
    isWindowOpen(windowOf(change), Date.parse(text));

  test.each([
    ['2026-07-05T01:59:59-05:00', false],
    ['2026-07-05T02:00:00-05:00', true],
    ['2026-07-05T03:59:59-05:00', true],
    ['2026-07-05T04:00:00-05:00', false],
    ['2026-07-06T02:00:00-05:00', false],
  ])('is open by local time: %s %p', (text, open) => {
    expect(isOpen(text)).toBe(open);
  });

  test('lasts past midnight and over days', () => {
    expect(isOpen('2026-07-06T01:00:00-05:00', { start: '23:00', durationMs: 3 * 3_600_000 })).toBe(true);
    expect(isOpen('2026-07-11T23:30:00-05:00', { start: '23:00', durationMs: 6 * 86_400_000 })).toBe(false);
    expect(isOpen('2026-07-11T23:30:00-05:00', { start: '23:00', durationMs: 7 * 86_400_000 })).toBe(true);
  });

  test('opens an hour on where the clocks skip its start, and lasts as long as ever', () => {
    expect(isOpen('2026-03-08T03:00:00-05:00')).toBe(true);
    expect(isOpen('2026-03-08T04:59:59-05:00')).toBe(true);
    expect(isOpen('2026-03-08T05:00:00-05:00')).toBe(false);
  });

  test('opens once where the clocks show its start twice', () => {
    const change = { start: '01:30', durationMs: 1_800_000 };
    expect(isOpen('2026-11-01T01:30:00-05:00', change)).toBe(true);
    expect(isOpen('2026-11-01T01:30:00-06:00', change)).toBe(false);
  });

  test('keeps alerts quiet', () => {
    const quiet = { silences: [], windows: [windowOf({})], firing: [] };
    const at = Date.parse('2026-07-05T02:30:00-05:00');
    expect(suppressionOf(labels, at, quiet)).toEqual({ by: 'maintenance', id: 'w' });
    expect(suppressionOf({ ...labels, site: 'south' }, at, quiet)).toBeNull();
  });

  test.each([{ zone: 'Amerika/Chicago' }, { start: '24:00' }, { days: [] }, { durationMs: 8 * 86_400_000 }])(
    'with %j is refused',
    (change) => {
      expect(() => windowOf(change)).toThrow();
    },
  );
});

describe('inhibition', () => {
  const firing = (hall: string) => [{ rule: source, labels: labelsOf(source, { site: 'north', hall }) }];
  const quietBy = (hall: string) => suppressionOf(labels, 0, { silences: [], windows: [], firing: firing(hall) });

  test('keeps a target quiet whose labels are alike', () => {
    expect(quietBy('a')).toEqual({ by: 'inhibition', id: 'meter_down' });
  });

  test('leaves a target alone whose labels differ, and alerts of other rules', () => {
    expect(quietBy('b')).toBeNull();
    expect(
      suppressionOf({ ...labels, alertname: 'other' }, 0, { silences: [], windows: [], firing: firing('a') }),
    ).toBeNull();
  });
});

describe('grouping', () => {
  const measured: Measured = {
    start: 0,
    end: 1,
    value: 1,
    unit: 'TH/s',
    numerator: 1,
    denominator: 1,
    coverage: 1,
    quality: 'ok',
    through: 1,
  };
  const notified = (site: string, device: string) =>
    step({ rule: target, labels: labelsOf(target, { site, hall: 'a', device }) }, initialState, {
      at: 1,
      outcome: 'holds',
      isBetween: false,
      reason: 'r',
      measured,
    }).notifications;
  const all = [...notified('north', 'm1'), ...notified('south', 'm1'), ...notified('north', 'm2')];

  test('puts into one message what is alike in the labels of `group_by`', () => {
    const groups = groupNotifications(all);
    expect(groups.map((group) => [group.labels, group.notifications.map(({ summary }) => summary)])).toEqual([
      [{ alertname: 'slow', site: 'north' }, ['m1', 'm2']],
      [{ alertname: 'slow', site: 'south' }, ['m1']],
    ]);
  });

  test('takes a notification that comes twice once, and gives the same keys in any order', () => {
    const keys = (list: typeof all) =>
      groupNotifications(list)
        .map(({ groupKey, dedupKey }) => groupKey + dedupKey)
        .sort();
    expect(keys([...all, ...all].toReversed())).toEqual(keys(all));
  });
});
