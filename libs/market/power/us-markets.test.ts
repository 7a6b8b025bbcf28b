import { describe, expect, test } from '@jest/globals';
import { type PowerOptions, powerParsers } from './index.ts';

const knownAt = 1_800_000_000_000;
const options = (more: Partial<PowerOptions> = {}): PowerOptions => ({ feed: 'f', knownAt, product: 'DA', ...more });
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const at = (iso: string): number => Date.parse(iso);
const span = (start: string, end: string): object => ({ start_at: at(start), end_at: at(end) });

describe('ERCOT', () => {
  const fields = [
    'deliveryDate',
    'deliveryHour',
    'deliveryInterval',
    'settlementPoint',
    'settlementPointType',
    'settlementPointPrice',
    'DSTFlag',
  ];
  const realTime = (...data: readonly (readonly unknown[])[]): Uint8Array =>
    bytes({ _meta: { totalPages: 1, currentPage: 1 }, fields: fields.map((name) => ({ name })), data });
  const parse = (body: Uint8Array, more: Partial<PowerOptions> = {}): ReturnType<typeof powerParsers.ercot> =>
    powerParsers.ercot(body, options({ product: 'SPP', ...more }));

  test('rows are positional; a quarter counts from the start of the hour that ends', () => {
    expect(parse(realTime(['2026-07-15', 1, 3, 'HB_WEST', 'HU', -15.8, false]))).toEqual({
      rows: [
        {
          market: 'ERCOT',
          node: 'HB_WEST',
          product: 'SPP',
          ...span('2026-07-15T05:30Z', '2026-07-15T05:45Z'),
          price: -15.8,
          energy: null,
          congestion: null,
          loss: null,
          currency: 'USD',
          status: 'prelim',
          known_at: knownAt,
        },
      ],
      problems: [],
    });
  });

  test('autumn repeats the hour ending 2, which only the flag tells apart', () => {
    const { rows, problems } = parse(
      realTime(
        ['2026-11-01', 2, 1, 'A', 'LZ', 1, false],
        ['2026-11-01', 2, 1, 'A', 'LZ', 2, true],
        ['2026-11-01', 3, 1, 'A', 'LZ', 3, false],
      ),
    );
    expect(rows.map(({ start_at, price }) => [start_at, price])).toEqual([
      [at('2026-11-01T06:00Z'), 1],
      [at('2026-11-01T07:00Z'), 2],
      [at('2026-11-01T08:00Z'), 3],
    ]);
    expect(problems).toEqual([]);
  });

  test('spring has no hour ending 3, and a flag elsewhere is a fault', () => {
    const { rows, problems } = parse(
      realTime(
        ['2026-03-08', 3, 1, 'A', 'LZ', 1, false],
        ['2026-03-08', 4, 1, 'A', 'LZ', 2, false],
        ['2026-03-08', 4, 2, 'A', 'LZ', 2, true],
      ),
    );
    expect(rows.map(({ start_at }) => start_at)).toEqual([at('2026-03-08T08:00Z')]);
    expect(problems).toEqual([
      expect.stringMatching(/row 0: deliveryHour: .* skipped/),
      expect.stringMatching(/row 2: .* flagged as repeated/),
    ]);
  });

  test('the day-ahead report as CSV has a byte order mark, CRLF and hours such as 24:00', () => {
    const csv =
      '\uFEFFDeliveryDate,HourEnding,SettlementPoint,SettlementPointPrice,DSTFlag\r\n07/15/2026,24:00,"HB_WEST",,N\r\n07/15/2026,01:00,HB_WEST,20.5,N\r\n';
    const { rows, problems } = parse(bytes(csv), { product: 'DA' });
    expect(rows.map(({ start_at, price, status }) => [start_at, price, status])).toEqual([
      [at('2026-07-16T04:00Z'), null, 'final'],
      [at('2026-07-15T05:00Z'), 20.5, 'final'],
    ]);
    expect(problems).toEqual([]);
  });

  test('a bad row loses only itself, and a page that is not the last is told', () => {
    const rows = [
      ['2026-07-15', 0, 1, 'A', 'LZ', 1, false],
      ['2026-07-32', 1, 1, 'A', 'LZ', 1, false],
      ['2026-07-15', 1, 5, 'A', 'LZ', 1, false],
      ['2026-07-15', 1, 1, '', 'LZ', 1, false],
      ['2026-07-15', 1, 1, 'A', 'LZ', 'n/a', false],
      ['2026-07-15', 1, 1, 'A', 'LZ', 1, 'maybe'],
      ['2026-07-15', 1, 1],
    ];
    const body = {
      _meta: { totalPages: 3, currentPage: 1 },
      fields: fields.map((name) => ({ name })),
      data: [...rows, ['2026-07-15', 1, 1, 'A', 'LZ', 7, 'N']],
    };
    const answer = parse(bytes(body));
    expect(answer.rows.map(({ price }) => price)).toEqual([7]);
    expect(answer.problems).toHaveLength(8);
    expect(answer.problems[0]).toBe('feed f: page 1 of 3, the rest was not asked for');
  });

  test('the other report than was asked for gives no rows', () => {
    expect(parse(realTime(['2026-07-15', 1, 3, 'A', 'HU', 1, false]), { product: 'DA' }).rows).toEqual([]);
  });
});

describe('CAISO', () => {
  const header =
    'INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,OPR_DT,OPR_HR,OPR_INTERVAL,NODE_ID_XML,NODE_ID,NODE,MARKET_RUN_ID,LMP_TYPE,XML_DATA_ITEM,PNODE_RESMRID,GRP_TYPE,POS,MW,GROUP';
  const row = (type: string, value: string, { run = 'DAM', hour = 8 } = {}): string => {
    const [start, end] = [hour, hour + 1].map((h) => `2026-05-01T${String(h).padStart(2, '0')}:00:00-00:00`);
    return `${start},${end},2026-05-01,2,0,N,N,N,${run},${type},X,N,ALL,0,${value},1`;
  };
  const parse = (lines: readonly string[], more: Partial<PowerOptions> = {}): ReturnType<typeof powerParsers.caiso> =>
    powerParsers.caiso(bytes([header, ...lines].join('\n')), options(more));

  test('the price and its parts are rows of their own', () => {
    const { rows, problems } = parse([
      row('MCC', '-1.5'),
      row('LMP', '20.25'),
      row('MCE', '22'),
      row('MCL', '-0.25'),
      row('MGHG', '0'),
    ]);
    expect(rows).toEqual([
      expect.objectContaining({
        node: 'N',
        ...span('2026-05-01T08:00Z', '2026-05-01T09:00Z'),
        price: 20.25,
        energy: 22,
        congestion: -1.5,
        loss: -0.25,
      }),
    ]);
    expect(problems).toEqual([]);
  });

  test('a greenhouse gas part leaves the price alone', () => {
    const { rows, problems } = parse([
      row('LMP', '30'),
      row('MCE', '20'),
      row('MCC', '0'),
      row('MCL', '0'),
      row('MGHG', '10'),
    ]);
    expect(rows).toEqual([expect.objectContaining({ price: 30, energy: null, congestion: null, loss: null })]);
    expect(problems).toHaveLength(1);
  });

  test('parts without a price, another run and a wrong type lose themselves', () => {
    const { rows, problems } = parse([
      row('MCE', '20'),
      row('LMP', '1', { run: 'HASP', hour: 10 }),
      row('XYZ', '1'),
      row('LMP', '', { hour: 12 }),
    ]);
    expect(rows.map(({ price }) => price)).toEqual([null]);
    expect(problems.map((problem) => /MARKET_RUN_ID|LMP_TYPE/.exec(problem)?.[0])).toEqual([
      'MARKET_RUN_ID',
      'LMP_TYPE',
      'LMP_TYPE',
    ]);
  });

  test('an interval that is not of the product is refused', () => {
    expect(parse([row('LMP', '1', { run: 'RTM' })], { product: 'RT5' })).toEqual({
      rows: [],
      problems: [expect.stringContaining('has 60 minutes, not 5')],
    });
  });
});

describe('PJM', () => {
  const row = {
    datetime_beginning_utc: '2026-05-01T04:00:00',
    datetime_beginning_ept: '2026-05-01T00:00:00',
    pnode_id: 51217,
    pnode_name: 'EASTERN HUB',
    system_energy_price_rt: 30,
    total_lmp_rt: 28.5,
    congestion_price_rt: -2,
    marginal_loss_price_rt: 0.5,
    row_is_current: true,
    version_nbr: 1,
  };
  const parse = (value: unknown, more: Partial<PowerOptions> = {}): ReturnType<typeof powerParsers.pjm> =>
    powerParsers.pjm(bytes(value), options({ product: 'RT5', ...more }));

  test('a first version is final, a later one resettles it, one that is not current is passed over', () => {
    expect(parse([row]).rows).toEqual([
      expect.objectContaining({
        node: '51217',
        ...span('2026-05-01T04:00Z', '2026-05-01T04:05Z'),
        price: 28.5,
        energy: 30,
        congestion: -2,
        loss: 0.5,
        status: 'final',
      }),
    ]);
    const { rows, problems } = parse({
      items: [
        { ...row, row_is_current: false },
        { ...row, version_nbr: 2, total_lmp_rt: 28.51 },
      ],
    });
    expect(rows).toEqual([expect.objectContaining({ price: 28.51, status: 'resettled' })]);
    expect(problems).toEqual([]);
  });

  test('a node may be asked for by its name', () => {
    expect(parse([row], { nodes: new Set(['EASTERN HUB']) }).rows[0]?.node).toBe('EASTERN HUB');
    expect(parse([row], { nodes: new Set(['1']) }).rows).toEqual([]);
  });

  test('real-time rows are no day-ahead rows', () => {
    expect(parse([row], { product: 'DA' })).toEqual({
      rows: [],
      problems: [expect.stringContaining('row 0: total_lmp_da: missing')],
    });
  });
});

describe('SPP', () => {
  const header = 'Interval,GMTIntervalEnd,Settlement Location,Pnode,LMP,MLC,MCC,MEC,BAA';
  test('a stamp is the end of the interval in GMT; another area names its locations apart', () => {
    const csv = `${header}\r\n05/01/2026 00:05:00,05/01/2026 05:05:00,"SPPNORTH_HUB",P,-3.1,0.1,-13.2,10,SPP\r\n05/01/2026 00:05:00,05/01/2026 05:05:00,SPPNORTH_HUB,P,999,0,0,999,SWPW\r\n`;
    const { rows, problems } = powerParsers.spp(bytes(csv), options({ product: 'RT5' }));
    expect(rows).toEqual([
      expect.objectContaining({
        node: 'SPPNORTH_HUB',
        ...span('2026-05-01T05:00Z', '2026-05-01T05:05Z'),
        price: -3.1,
        energy: 10,
        congestion: -13.2,
        loss: 0.1,
      }),
      expect.objectContaining({ node: 'SWPW:SPPNORTH_HUB', price: 999 }),
    ]);
    expect(problems).toEqual([]);
  });

  test('files before that have no area, and titles in snake case', () => {
    const csv =
      'INTERVAL,GMTINTERVALEND,SETTLEMENT_LOCATION,PNODE,LMP,MLC,MCC,MEC\n05/01/2026 01:00,05/01/2026 06:00,A,P,,,,\n';
    expect(powerParsers.spp(bytes(csv), options()).rows).toEqual([
      expect.objectContaining({
        node: 'A',
        ...span('2026-05-01T05:00Z', '2026-05-01T06:00Z'),
        price: null,
        energy: null,
      }),
    ]);
  });
});

describe('NYISO', () => {
  const header =
    '"Time Stamp","Name","PTID","LBMP ($/MWHr)","Marginal Cost Losses ($/MWHr)","Marginal Cost Congestion ($/MWHr)"';
  const parse = (lines: readonly string[], more: Partial<PowerOptions> = {}): ReturnType<typeof powerParsers.nyiso> =>
    powerParsers.nyiso(bytes([header, ...lines].join('\r\n')), options({ product: 'RT5', ...more }));
  const line = (stamp: string, price = 25, name = 'WEST'): string => `"${stamp}","${name}",61752,${price},0,0`;

  test('congestion is published with the other sign', () => {
    expect(parse(['"05/01/2026 00:05:00","N.Y.C.",61761,31.2,1.7,-4.5']).rows).toEqual([
      expect.objectContaining({
        node: 'N.Y.C.',
        ...span('2026-05-01T04:00Z', '2026-05-01T04:05Z'),
        price: 31.2,
        energy: 25,
        congestion: 4.5,
        loss: 1.7,
      }),
    ]);
  });

  test('a dispatch off schedule ends one interval and begins the next', () => {
    const { rows } = parse(
      ['05/01/2026 04:00:00', '05/01/2026 04:04:18', '05/01/2026 04:05:00', '05/01/2026 04:15:00'].map((stamp) =>
        line(stamp),
      ),
    );
    expect(rows.map(({ start_at, end_at }) => (end_at - start_at) / 1000)).toEqual([300, 258, 42, 300]);
  });

  test('in the hour that autumn repeats, the order of rows tells the first from the second', () => {
    const stamps = ['00:00', '01:00', '01:00', '02:00'].map((time) => `11/01/2026 ${time}`);
    const { rows, problems } = parse(
      stamps.flatMap((stamp, i) => [line(stamp, i), line(stamp, i, 'NORTH')]),
      { product: 'DA' },
    );
    expect(rows.filter(({ node }) => node === 'NORTH').map(({ start_at, price }) => [start_at, price])).toEqual([
      [at('2026-11-01T04:00Z'), 0],
      [at('2026-11-01T05:00Z'), 1],
      [at('2026-11-01T06:00Z'), 2],
      [at('2026-11-01T07:00Z'), 3],
    ]);
    expect(problems).toEqual([]);
  });

  test.each([
    ['2026-11-01T05:04:00Z', '2026-11-01T05:05:00Z'],
    ['2026-11-01T06:01:00Z', '2026-11-01T06:05:00Z'],
  ])('of a list of what holds now, %s, the repeated hour is the nearest', (now, end) => {
    const { rows } = parse([line('11/01/2026 01:05:00')], { knownAt: at(now) });
    expect(rows[0]?.end_at).toBe(at(end));
  });

  test('another unit is refused', () => {
    const csv = header.replace('LBMP ($/MWHr)', 'LBMP ($/kWh)');
    expect(() => powerParsers.nyiso(bytes(`${csv}\n${line('05/01/2026 00:05')}`), options({ product: 'RT5' }))).toThrow(
      'the unit of the column LBMP ($/kWh) is not $/MWHr',
    );
  });
});

describe('MISO', () => {
  const preamble =
    'Day Ahead Market ExPost LMPs\r\n05/01/2026\r\n\r\n,,,All Hours-Ending are Eastern Standard Time (EST)\r\n';
  const hours = Array.from({ length: 24 }, (_, i) => i + 1);
  const line = (value: string, of: (hour: number) => unknown): string =>
    ['INDIANA.HUB', 'Hub', value, ...hours.map(of)].join(',');
  const report = (...lines: readonly string[]): Uint8Array =>
    bytes(
      `${preamble}${['Node', 'Type', 'Value', ...hours.map((hour) => `HE ${hour}`)].join(',')}\r\n${lines.join('\r\n')}\r\n`,
    );

  test('a report has 24 hours of Eastern Standard Time, also in summer; energy is what is left of the price', () => {
    const { rows, problems } = powerParsers.miso(
      report(
        line('LMP', (hour) => (hour === 2 ? '' : 10 - hour)),
        line('MCC', () => 1),
        line('MLC', () => 0.5),
      ),
      options(),
    );
    expect(rows).toHaveLength(24);
    expect(rows[0]).toMatchObject({
      ...span('2026-05-01T05:00Z', '2026-05-01T06:00Z'),
      price: 9,
      energy: 7.5,
      congestion: 1,
      loss: 0.5,
      status: 'final',
    });
    expect(rows[1]).toMatchObject({ price: null, energy: null });
    expect(rows[23]).toMatchObject({ ...span('2026-05-02T04:00Z', '2026-05-02T05:00Z'), price: -14 });
    expect(problems).toEqual([]);
  });

  test('a report of another kind, zone or without its day is refused', () => {
    const csv = Buffer.from(report(line('LMP', () => 1))).toString();
    for (const [from, to, message] of [
      ['ExPost', 'ExAnte', 'ex-post'],
      ['Eastern Standard', 'Central', 'Eastern Standard Time'],
      ['05/01/2026', 'today', 'its day'],
    ] as const)
      // prettier-ignore
      expect(() => powerParsers.miso(bytes(csv.replace(from, to)), options())).toThrow(message);
  });

  const item = {
    node: 'A',
    interval: '00:00',
    timeInterval: { resolution: '5min', start: '2026-07-01T00:00:00', end: '2026-07-01 00:05:00.000' },
    lmp: 20,
    mec: 21,
    mcc: -1,
    mlc: 0,
  };
  test('the API tells both ends of an interval; the request tells that it is final', () => {
    const { rows, problems } = powerParsers.miso(
      bytes({ data: [item, { ...item, timeInterval: null }], page: { lastPage: false } }),
      options({ product: 'RT5', status: 'final' }),
    );
    expect(rows).toEqual([
      expect.objectContaining({
        ...span('2026-07-01T05:00Z', '2026-07-01T05:05Z'),
        price: 20,
        energy: 21,
        congestion: -1,
        loss: 0,
        status: 'final',
      }),
    ]);
    expect(problems).toEqual([
      expect.stringContaining('not the last page'),
      expect.stringContaining('row 1: timeInterval'),
    ]);
  });

  test('prices of 5 minutes are none of an hour', () => {
    expect(powerParsers.miso(bytes({ data: [item] }), options()).rows).toEqual([]);
  });
});
