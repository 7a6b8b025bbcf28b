import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { powerConventions } from './convention.ts';
import { type PowerKind, type PowerOptions, powerParsers } from './index.ts';
import { localTimeIn, zoneClock } from './local-time.ts';

const knownAt = 1_800_000_000_000;
const options = (more: Partial<PowerOptions> = {}): PowerOptions => ({ feed: 'f', knownAt, product: 'DA', ...more });
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const at = (iso: string): number => Date.parse(iso);

/** A market's answer for instants at which its intervals start. */
type Writer = (starts: readonly number[]) => string;
const minuteMs = 60_000;
/** The local stamp of an instant, `2026-11-01 01:05:00`. */
const local = (zone: string, instant: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 19);
/** As Americans write it, `11/01/2026 01:05:00`. */
const american = (stamp: string): string => stamp.replace(/^(\d+)-(\d+)-(\d+)[T ]/, '$2/$3/$1 ');

const writers: readonly (readonly [
  kind: PowerKind,
  product: PowerOptions['product'],
  minutes: number,
  zone: string,
  write: Writer,
])[] = [
  [
    'ercot',
    'SPP',
    15,
    'America/Chicago',
    (starts) => {
      const seen = new Set<string>();
      const data = starts.map((start) => {
        const stamp = local('America/Chicago', start);
        const isRepeated = seen.has(stamp);
        seen.add(stamp);
        return [
          stamp.slice(0, 10),
          Number(stamp.slice(11, 13)) + 1,
          Number(stamp.slice(14, 16)) / 15 + 1,
          'N',
          1,
          isRepeated,
        ];
      });
      const fields = [
        'deliveryDate',
        'deliveryHour',
        'deliveryInterval',
        'settlementPoint',
        'settlementPointPrice',
        'DSTFlag',
      ];
      return JSON.stringify({ fields: fields.map((name) => ({ name })), data });
    },
  ],
  [
    'caiso',
    'RT5',
    5,
    'America/Los_Angeles',
    (starts) =>
      [
        'INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,NODE,MARKET_RUN_ID,LMP_TYPE,VALUE',
        ...starts.map((start) => `${iso(start)}-00:00,${iso(start + 5 * minuteMs)}-00:00,N,RTM,LMP,1`),
      ].join('\n'),
  ],
  [
    'pjm',
    'DA',
    60,
    'America/New_York',
    (starts) =>
      JSON.stringify(
        starts.map((start) => ({
          datetime_beginning_utc: iso(start),
          pnode_id: 1,
          total_lmp_da: 1,
          version_nbr: 1,
          row_is_current: true,
        })),
      ),
  ],
  [
    'spp',
    'DA',
    60,
    'America/Chicago',
    (starts) =>
      [
        'Interval,GMTIntervalEnd,Settlement Location,Pnode,LMP,MLC,MCC,MEC',
        ...starts.map(
          (start) =>
            `${american(local('America/Chicago', start + 60 * minuteMs))},${american(iso(start + 60 * minuteMs))},N,P,1,0,0,1`,
        ),
      ].join('\n'),
  ],
  [
    'miso',
    'RT5',
    5,
    'Etc/GMT+5',
    (starts) =>
      JSON.stringify({
        data: starts.map((start) => ({
          node: 'N',
          timeInterval: { start: local('Etc/GMT+5', start), end: local('Etc/GMT+5', start + 5 * minuteMs) },
          lmp: 1,
          mec: 1,
          mcc: 0,
          mlc: 0,
        })),
      }),
  ],
  ...(['DA', 'RT5'] as const).map((product) => {
    const minutes = product === 'DA' ? 60 : 5;
    const header = 'Time Stamp,Name,PTID,LBMP ($/MWHr),Marginal Cost Losses ($/MWHr),Marginal Cost Congestion ($/MWHr)';
    const stampOf = (start: number): string =>
      american(local('America/New_York', product === 'DA' ? start : start + 5 * minuteMs));
    const write: Writer = (starts) => [header, ...starts.map((start) => `${stampOf(start)},N,1,1,0,0`)].join('\r\n');
    return ['nyiso', product, minutes, 'America/New_York', write] as const;
  }),
  [
    'nordpool',
    'DA',
    15,
    'Europe/Oslo',
    (starts) =>
      JSON.stringify({
        deliveryArea: 'N',
        currency: 'EUR',
        prices: starts.map((start) => ({
          deliveryStart: `${iso(start)}Z`,
          deliveryEnd: `${iso(start + 15 * minuteMs)}Z`,
          price: 1,
        })),
      }),
  ],
  [
    'openelectricity',
    'RT5',
    5,
    'Etc/GMT-10',
    (starts) =>
      JSON.stringify({
        data: [
          {
            metric: 'price',
            unit: '$/MWh',
            interval: '5m',
            results: [
              {
                name: 'p',
                columns: { region: 'N' },
                data: starts.map((start) => [
                  `${local('Etc/GMT-10', start + 5 * minuteMs).replace(' ', 'T')}+10:00`,
                  1,
                ]),
              },
            ],
          },
        ],
      }),
  ],
];

/** When clocks change, in the zones that change them; elsewhere the days have 24 hours. */
const days: Readonly<Record<string, readonly (readonly [date: string, hours: number])[]>> = {
  America: [['2026-03-08', 23], ['2026-11-01', 25], ['2026-07-15', 24]], // prettier-ignore
  Europe: [['2026-03-29', 23], ['2026-10-25', 25], ['2026-07-15', 24]], // prettier-ignore
  Etc: [['2026-03-08', 24], ['2026-10-04', 24], ['2026-11-01', 24]], // prettier-ignore
};

describe.each(writers)('a day of %s %s', (kind, product, minutes, zone, write) => {
  test.each(days[zone.split('/')[0] ?? ''] ?? [])('on %s has its %i hours, each once and in order', (date, hours) => {
    const noon = at(`${date}T12:00Z`);
    const around = Array.from({ length: 48 * 12 }, (_, i) => noon + (i - 24 * 12) * 5 * minuteMs);
    const starts = around.filter(
      (instant) => local(zone, instant).startsWith(date) && instant % (minutes * minuteMs) === 0,
    );
    expect(starts).toHaveLength((hours * 60) / minutes);
    const { rows, problems } = powerParsers[kind](bytes(write(starts)), options({ product }));
    expect(problems).toEqual([]);
    expect(rows.map(({ start_at }) => start_at)).toEqual(starts);
    expect(rows.every(({ start_at, end_at }) => end_at - start_at === minutes * minuteMs)).toBe(true);
  });
});

describe('a row', () => {
  const header = 'GMTIntervalEnd,Settlement Location,LMP';
  const parse = (...lines: readonly string[]): ReturnType<typeof powerParsers.spp> =>
    powerParsers.spp(bytes([header, ...lines].join('\n')), options());

  test('that is repeated is one row; one that contradicts it is a problem', () => {
    const { rows, problems } = parse('05/01/2026 06:00,A,1', '05/01/2026 06:00,A,1.0', '05/01/2026 06:00,A,2');
    expect(rows.map(({ price }) => price)).toEqual([1]);
    expect(problems).toEqual([expect.stringContaining('line 4: differs from an earlier row')]);
  });

  test('of a later answer may differ by its price and how far it is settled, and says when it was learned', () => {
    const csv = bytes(`${header}\n05/01/2026 06:00,A,1`);
    const rows = ([[1, 'prelim'], [2, 'final'], [3, 'resettled']] as const).map(([time, status]) => powerParsers.spp(csv, options({ knownAt: time, status })).rows[0]); // prettier-ignore
    expect(rows.map((row) => [row?.known_at, row?.status])).toEqual([[1, 'prelim'], [2, 'final'], [3, 'resettled']]); // prettier-ignore
  });

  test('before the place where a text was cut is as it was', () => {
    const csv = `${header}\n05/01/2026 06:00,A,11\n"05/01/2026 07:00","B, C",22\n05/01/2026 08:00,D,33`;
    const { rows: all } = parse(...csv.split('\n').slice(1));
    for (let length = header.length; length <= csv.length; length++) {
      const { rows } = powerParsers.spp(bytes(csv.slice(0, length)), options());
      const whole = Math.max(0, csv.slice(0, length).split('\n').length - 2);
      expect(rows.slice(0, whole)).toEqual(all.slice(0, whole));
      expect(rows.length).toBeLessThanOrEqual(whole + 1);
    }
  });

  test('that is bad in a file of many is not as many messages', () => {
    const { problems } = parse(...Array.from({ length: 500 }, (_, i) => `05/01/2026 06:00,N${i},x`));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe('feed f: and 400 more');
  });
});

const kinds = Object.keys(powerParsers) as PowerKind[];
describe.each(kinds)('%s', (kind) => {
  const product = kind === 'openelectricity' ? 'RT5' : 'DA';
  test.each([
    '',
    ' ',
    '<!DOCTYPE html><title>503</title>',
    'rate limit exceeded',
    '{"fields":[{"na',
    '[{"deliveryArea":',
    'null',
    '"ok"',
    '42',
    'PK\u0003\u0004',
  ])('refuses %j and names the feed', (body) => {
    expect(() => powerParsers[kind](bytes(body), options({ product }))).toThrow('feed f');
  });

  test('refuses a product that the market does not have', () => {
    const other = kind === 'ercot' ? 'RT5' : 'SPP';
    expect(() => powerParsers[kind](bytes('{}'), options({ product: other }))).toThrow('feed f');
  });

  test('gives rows or an error of the feed for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        try {
          powerParsers[kind](bytes(body), options({ product }));
        } catch (error) {
          expect(error).toMatchObject({ code: 'FEED_ANSWER' });
        }
      }),
    );
  });
});

/** Formatters do not know fixed offsets; the names of these have the other sign. */
const named: Readonly<Record<string, string>> = { '-05:00': 'Etc/GMT+5', '+10:00': 'Etc/GMT-10' };

describe('local times', () => {
  test.each(['2026-02-30', '13/01/2026', '2026-05-01T25:00', '2026-05-01T00:00Z', 'now', ''])('%j is none', (text) => {
    expect(() => localTimeIn('stamp', text)).toThrow('stamp: ');
  });

  const zones = new Set(Object.values(powerConventions).map(({ zone }) => zone));
  test.each([...zones])('of %s count every hour of a year once, in order', (zone) => {
    const clock = zoneClock(zone);
    const hourMs = 3_600_000;
    const stamps = new Intl.DateTimeFormat('sv-SE', {
      timeZone: named[zone] ?? zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    let last = Number.NEGATIVE_INFINITY;
    for (let hour = at('2026-01-01T00:00Z'); hour < at('2027-01-01T00:00Z'); hour += hourMs) {
      const instant = clock.ordered('stamp', localTimeIn('stamp', stamps.format(hour)), last, knownAt);
      if (instant !== hour) throw new Error(`${stamps.format(hour)} became ${instant}, not ${hour}`);
      last = instant;
    }
  });
});
