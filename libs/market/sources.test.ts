import { describe, expect, test } from '@jest/globals';
import { parseElectricityMaps, parseWattTime } from './carbon.ts';
import { parseCbeci } from './cbeci.ts';
import { feeBlocks, parseNode } from './node.ts';

const options = { feed: 'f', knownAt: 1_800_000_000_000 };
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('carbon of Electricity Maps', () => {
  const row = {
    zone: 'FR',
    carbonIntensity: 58,
    datetime: '2026-05-24T12:00:00.000Z',
    isEstimated: true,
    estimationMethod: 'TIME_SLICER_AVERAGE',
    emissionFactorType: 'lifecycle',
  };

  test('is one row, or a history', () => {
    const expected = {
      source: 'electricity_maps',
      zone: 'FR',
      kind: 'average',
      start_at: Date.parse('2026-05-24T12:00Z'),
      end_at: Date.parse('2026-05-24T13:00Z'),
      g_per_kwh: 58,
      is_estimated: true,
      factor_version: 'lifecycle',
      known_at: options.knownAt,
    };
    expect(parseElectricityMaps(bytes(row), options)).toEqual({ rows: [expected], problems: [] });
    const later = {
      ...row,
      datetime: '2026-05-24T13:00:00Z',
      carbonIntensity: null,
      temporalGranularity: '15_minutes',
    };
    const { rows, problems } = parseElectricityMaps(
      bytes({ zone: 'FR', history: [row, row, later, { ...row, carbonIntensity: -1 }, { ...row, datetime: 'now' }] }),
      options,
    );
    expect(rows).toEqual([
      expected,
      expect.objectContaining({ g_per_kwh: null, end_at: Date.parse('2026-05-24T13:15Z') }),
    ]);
    expect(problems).toEqual([
      expect.stringContaining('row 3: carbonIntensity'),
      expect.stringContaining('row 4: row: datetime'),
    ]);
  });

  test.each(['', '[]', '{}', '{"zone":"FR","history":{}}', '<html>'])('refuses %j', (body) => {
    expect(() => parseElectricityMaps(bytes(body), options)).toThrow('feed f');
  });
});

describe('carbon of WattTime', () => {
  const meta = {
    data_point_period_seconds: 300,
    region: 'CAISO_NORTH',
    signal_type: 'co2_moer',
    units: 'lbs_co2_per_mwh',
    model: { date: '2023-03-01' },
    warnings: [],
  };
  const data = [{ point_time: '2026-07-15T00:00:00+00:00', value: 1000, imputed_data_used: false }, { point_time: '2026-07-15T00:05:00Z', value: 'x' }]; // prettier-ignore

  test('is turned from lb/MWh into g/kWh', () => {
    const { rows, problems } = parseWattTime(bytes({ data, meta }), options);
    expect(rows).toEqual([
      expect.objectContaining({
        zone: 'CAISO_NORTH',
        kind: 'marginal',
        g_per_kwh: 453.59237,
        is_estimated: false,
        factor_version: 'co2_moer 2023-03-01',
      }),
    ]);
    expect((rows[0]?.end_at ?? 0) - (rows[0]?.start_at ?? 0)).toBe(300_000);
    expect(problems).toEqual([expect.stringContaining('row 1: value')]);
  });

  test.each([
    { units: 'percentile' },
    { units: 'kg_co2_per_mwh' },
    { signal_type: 'health_damage' },
    { data_point_period_seconds: 0 },
  ])('refuses %j', (change) => {
    expect(() => parseWattTime(bytes({ data, meta: { ...meta, ...change } }), options)).toThrow('feed f');
  });
});

describe('CBECI', () => {
  const header =
    'Timestamp,Date and Time,"power MAX, GW","power MIN, GW","power GUESS, GW","annualised consumption MAX, TWh"';
  test('is read below its assumption, in any order of columns', () => {
    const csv = `Average electricity cost assumption: 0.05 USD/kWh\r\n${header}\r\n1780012800,2026-05-29T00:00:00,30.5,10.25,18,267\r\n1780099200,2026-05-30T00:00:00,,10.5,18.2,\r\n1780185600,2026-05-31T00:00:00,9,10.5,18.2,\r\n`;
    const { rows, problems } = parseCbeci(bytes(csv), options);
    expect(rows).toEqual([
      { at: 1_780_012_800_000, min_gw: 10.25, guess_gw: 18, max_gw: 30.5, known_at: options.knownAt },
      { at: 1_780_099_200_000, min_gw: 10.5, guess_gw: 18.2, max_gw: null, known_at: options.knownAt },
    ]);
    expect(problems).toEqual([expect.stringContaining('line 5: power')]);
  });

  test('with ms where seconds are meant loses the row', () => {
    const csv = `x\n${header}\n1780012800000,2026-05-29T00:00:00,30.5,10.25,18,267\n1780099200,2026-05-30T00:00:00,30,10.5,18,260\n`;
    const { rows, problems } = parseCbeci(bytes(csv), options);
    expect(rows.map(({ at }) => at)).toEqual([1_780_099_200_000]);
    expect(problems).toEqual([expect.stringContaining('line 3: Timestamp')]);
  });

  test('in another unit is refused', () => {
    expect(() => parseCbeci(bytes(`x\n${header.replaceAll('GW', 'MW')}\n`), options)).toThrow('has no columns');
  });
});

describe('a Bitcoin node', () => {
  const reply = (result: unknown): unknown => ({ result, error: null, id: 1 });
  const chain = {
    chain: 'main',
    blocks: 953_600,
    headers: 953_600,
    difficulty: 124_932_866_006_548.16,
    initialblockdownload: false,
    warnings: [],
  };
  const info = bytes(reply(chain));
  const mining = bytes(reply({ blocks: 953_600, networkhashps: 8.9e20, chain: 'main' }));
  const block = (height: number): unknown =>
    reply({ height, subsidy: 312_500_000, totalfee: height % 2 === 0 ? 3_000_000 : 3_000_001 });
  const stats = Array.from({ length: feeBlocks }, (_, i) => block(953_600 - i));
  const row = {
    observed_at: options.knownAt,
    known_at: options.knownAt,
    height: 953_600,
    difficulty: 124_932_866_006_548.16,
    subsidy_sat: 312_500_000,
    fee_sat: 3_000_001,
    network_hashrate_hs: 8.9e20,
    price_usd: null,
  };

  test('tells the state of the chain, without a price', () => {
    expect(parseNode({ info, mining, stats: bytes([...stats, block(953_000), block(953_601)]) }, options)).toEqual({
      rows: [row],
      problems: [],
    });
    expect(parseNode({ info: bytes({ jsonrpc: '2.0', result: chain, id: 1 }) }, options).rows).toEqual([
      { ...row, fee_sat: null, network_hashrate_hs: null },
    ]);
  });

  test('whose part cannot be used loses only that', () => {
    const failing = bytes({ result: null, error: { code: -28, message: 'Loading block index…' }, id: 1 });
    const { rows, problems } = parseNode({ info, mining: failing, stats: bytes(stats.slice(1)) }, options);
    expect(rows).toEqual([{ ...row, fee_sat: null, network_hashrate_hs: null }]);
    expect(problems).toEqual([
      'feed f: fees of 143 of the last 144 blocks are known',
      expect.stringContaining('getmininginfo: feed f: error -28: Loading'),
    ]);
  });

  test('of another chain shows by its subsidy', () => {
    const odd = reply({ height: 953_600, subsidy: 625_000_000, totalfee: 1 });
    expect(parseNode({ info, stats: bytes([odd, ...stats.slice(1)]) }, options).problems[0]).toContain(
      'pays a subsidy of 625000000 sat',
    );
  });

  test.each([{ initialblockdownload: true }, { chain: 'regtest' }, { blocks: -1 }, { difficulty: 0 }])(
    'with %j is refused',
    (change) => {
      expect(() => parseNode({ info: bytes(reply({ ...chain, ...change })) }, options)).toThrow('feed f');
    },
  );

  test('that answers nothing, a page or an error is refused', () => {
    expect(() => parseNode({ mining }, options)).toThrow('getblockchaininfo was not answered');
    for (const body of ['', '<html>', '[]', '{"result":null,"error":{"code":-32601,"message":"Method not found"}}'])
      expect(() => parseNode({ info: bytes(body) }, options)).toThrow('feed f');
  });
});
