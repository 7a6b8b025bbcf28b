import { describe, expect, test } from '@jest/globals';
import { type PowerOptions, powerParsers } from './index.ts';

const knownAt = 1_800_000_000_000;
const options = (more: Partial<PowerOptions> = {}): PowerOptions => ({ feed: 'f', knownAt, product: 'DA', ...more });
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const at = (iso: string): number => Date.parse(iso);
const span = (start: string, end: string): object => ({ start_at: at(start), end_at: at(end) });

interface SeriesOptions {
  readonly points?: readonly (readonly [number, unknown])[];
  readonly curve?: string;
  readonly sequence?: string;
  readonly unit?: string;
  readonly resolution?: string;
  readonly start?: string;
  readonly end?: string;
}

describe('ENTSO-E', () => {
  const series = ({
    points = [[1, 10]],
    curve = 'A03',
    sequence = '',
    unit = 'MWH',
    resolution = 'PT60M',
    start = '2026-05-01T22:00Z',
    end = '2026-05-02T22:00Z',
  }: SeriesOptions): string =>
    `<TimeSeries><mRID>1</mRID><in_Domain.mRID codingScheme="A01">10Y1001A1001A82H</in_Domain.mRID><currency_Unit.name>EUR</currency_Unit.name><price_Measure_Unit.name>${unit}</price_Measure_Unit.name>${sequence && `<classificationSequence_AttributeInstanceComponent.position>${sequence}</classificationSequence_AttributeInstanceComponent.position>`}<curveType>${curve}</curveType><Period><timeInterval><start>${start}</start><end>${end}</end></timeInterval><resolution>${resolution}</resolution>${points.map(([position, price]) => `<Point><position>${position}</position><price.amount>${String(price)}</price.amount></Point>`).join('')}</Period></TimeSeries>`;
  const document = (...parts: readonly string[]): Uint8Array =>
    bytes(
      `<?xml version="1.0" encoding="utf-8"?><Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">${parts.join('')}</Publication_MarketDocument>`,
    );
  const parse = (...parts: readonly SeriesOptions[]): ReturnType<typeof powerParsers.entsoe> =>
    powerParsers.entsoe(document(...parts.map(series)), options());

  test('variable blocks repeat a value that is omitted, up to the end of the period', () => {
    const { rows, problems } = parse({ points: [[1, 10], [3, -16.75], [24, 0]] }); // prettier-ignore
    expect(rows).toHaveLength(24);
    expect(rows.map(({ price }) => price)).toEqual([10, 10, ...Array.from({ length: 21 }, () => -16.75), 0]);
    expect(rows[0]).toMatchObject({
      node: '10Y1001A1001A82H',
      currency: 'EUR',
      ...span('2026-05-01T22:00Z', '2026-05-01T23:00Z'),
    });
    expect(problems).toEqual([]);
  });

  test('fixed blocks do not, and a point that cannot be read is not repeated over', () => {
    expect(parse({ curve: 'A01', points: [[1, 10], [3, 30]] }).rows.map(({ price }) => price)).toEqual([10, 30]); // prettier-ignore
    const { rows, problems } = parse({ points: [[1, 10], [3, 'x'], [5, 50]] }); // prettier-ignore
    expect(rows.slice(0, 3).map(({ start_at, price }) => [start_at, price])).toEqual([
      [at('2026-05-01T22:00Z'), 10],
      [at('2026-05-01T23:00Z'), 10],
      [at('2026-05-02T02:00Z'), 50],
    ]);
    expect(problems).toEqual([expect.stringContaining('series 1, position 3: price.amount')]);
  });

  test.each([
    ['2026-03-28T23:00Z', '2026-03-29T22:00Z', 92],
    ['2026-10-24T22:00Z', '2026-10-25T23:00Z', 100],
    ['2026-05-01T22:00Z', '2026-05-02T22:00Z', 96],
  ])('the day from %s to %s has %i quarters', (start, end, count) => {
    const { rows, problems } = parse({ start, end, resolution: 'PT15M' });
    expect(rows).toHaveLength(count);
    expect(rows.at(-1)?.end_at).toBe(at(end));
    expect(problems).toEqual([]);
  });

  test('the second auction is passed over, wherever it stands', () => {
    expect(
      new Set(parse({ sequence: '2', points: [[1, 99]] }, { sequence: '1' }).rows.map(({ price }) => price)),
    ).toEqual(new Set([10]));
  });

  test('a series with another unit, curve or resolution, and a point beyond the period, lose themselves', () => {
    const { rows, problems } = parse({ unit: 'KWH' }, { curve: 'A99' }, { resolution: 'P1Y' }, { points: [[1, 5], [25, 6]] }); // prettier-ignore
    expect(rows).toHaveLength(24);
    expect(problems).toEqual(
      ['KWH is not MWH', 'A99 is not known', 'P1Y is not known', 'not a whole number from 1 to 24'].map((text) =>
        expect.stringContaining(text),
      ),
    );
  });

  test('no data yet is no error; another acknowledgement is one', () => {
    const acknowledgement = (code: string): Uint8Array =>
      bytes(
        `<Acknowledgement_MarketDocument><Reason><code>${code}</code><text>No matching data found</text></Reason></Acknowledgement_MarketDocument>`,
      );
    expect(powerParsers.entsoe(acknowledgement('999'), options())).toEqual({
      rows: [],
      problems: ['feed f: No matching data found'],
    });
    expect(() => powerParsers.entsoe(acknowledgement('401'), options())).toThrow('feed f: No matching data found');
    expect(() => powerParsers.entsoe(bytes('<html></html>'), options())).toThrow('the answer is a html, not prices');
  });
});

describe('Nord Pool', () => {
  const times = { deliveryStart: '2026-05-01T22:00:00Z', deliveryEnd: '2026-05-01T22:15:00Z' };
  test('one area or a list of them', () => {
    const area = {
      deliveryArea: 'SE3',
      currency: 'SEK',
      unit: 'MWh',
      status: 'Preliminary',
      prices: [
        { ...times, price: -1.2 },
        { ...times, deliveryStart: 'now', price: 1 },
      ],
    };
    const { rows, problems } = powerParsers.nordpool(
      bytes([
        area,
        { ...area, deliveryArea: 'FI', currency: 'EUR', status: 'Final', prices: [{ ...times, price: null }] },
      ]),
      options(),
    );
    expect(rows.map(({ node, currency, price, status }) => [node, currency, price, status])).toEqual([
      ['SE3', 'SEK', -1.2, 'prelim'],
      ['FI', 'EUR', null, 'final'],
    ]);
    expect(rows[0]).toMatchObject(span('2026-05-01T22:00Z', '2026-05-01T22:15Z'));
    expect(problems).toEqual([expect.stringContaining('SE3, row 1: row: deliveryStart')]);
    expect(() => powerParsers.nordpool(bytes({ ...area, unit: 'EUR/kWh' }), options())).toThrow('not per MWh');
  });

  test('areas side by side', () => {
    const portal = {
      market: 'DayAhead',
      currency: 'EUR',
      areaStates: [{ state: 'Final', areas: ['FI'] }],
      multiAreaEntries: [{ ...times, entryPerArea: { FI: 10.5, EE: 'x', LV: 3 } }],
    };
    const { rows, problems } = powerParsers.nordpool(bytes(portal), options({ nodes: new Set(['FI', 'EE']) }));
    expect(rows).toEqual([expect.objectContaining({ node: 'FI', price: 10.5, currency: 'EUR', status: 'final' })]);
    expect(problems).toEqual([expect.stringContaining('row 0, EE: price')]);
    expect(() => powerParsers.nordpool(bytes({ ...portal, market: 'IDA1' }), options())).toThrow('IDA1');
  });
});

describe('OpenElectricity', () => {
  const result = { name: 'price_NSW1', columns: { region: 'NSW1' }, data: [['2026-05-01T14:35:00+10:00', -55.1], ['2026-05-01T14:40:00+10:00', null], ['2026-05-01T14:45:00', 1]] }; // prettier-ignore
  const series = { network_code: 'NEM', metric: 'price', unit: '$/MWh', interval: '5m', results: [result] };
  const parse = (...data: readonly unknown[]): ReturnType<typeof powerParsers.openelectricity> =>
    powerParsers.openelectricity(bytes({ success: true, data }), options({ product: 'RT5' }));

  test('a stamp is the end of the interval', () => {
    const { rows, problems } = parse({ ...series, metric: 'demand', unit: 'MW' }, series);
    expect(
      rows.map(({ node, start_at, end_at, price, currency }) => [node, start_at, end_at, price, currency]),
    ).toEqual([
      ['NSW1', at('2026-05-01T04:30Z'), at('2026-05-01T04:35Z'), -55.1, 'AUD'],
      ['NSW1', at('2026-05-01T04:35Z'), at('2026-05-01T04:40Z'), null, 'AUD'],
    ]);
    expect(problems).toEqual([expect.stringContaining('NSW1, row 2')]);
  });

  test.each([{ unit: '$/kWh' }, { interval: '1h' }, { network_code: 'WEM' }, { metric: 'demand' }])(
    '%j is refused',
    (change) => {
      expect(() => parse({ ...series, ...change })).toThrow('feed f');
    },
  );

  test('a result without a region is told', () => {
    expect(parse({ ...series, results: [{ ...result, columns: {} }] })).toEqual({
      rows: [],
      problems: [expect.stringContaining('no region')],
    });
  });
});
