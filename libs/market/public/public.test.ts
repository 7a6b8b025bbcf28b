import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '#runtime';
import { publicDatasets } from './index.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

describe('a table of models', () => {
  const head =
    'Training compute notes,Publication date,Model,Notability criteria,Training compute (FLOP),Frontier model\n';
  const parse = (rows: string) => publicDatasets['epoch-models'](bytes(head + rows), 'models.csv');

  test('gives compute by day of publication, columns found by their titles', () => {
    const { rows, problems } = parse(
      '"6ND, about",2023-03-14,GPT-4,"Highly cited,SOTA",2.1e+25,True\nx,2020-05-28,Small,,3e23,\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      expect.objectContaining({
        subject: 'GPT-4',
        at: day('2023-03-14'),
        value: 2.1e25,
        tags: ['notable', 'frontier'],
      }),
      expect.objectContaining({ subject: 'Small', at: day('2020-05-28'), value: 3e23, tags: [] }),
    ]);
  });

  test('passes over models without compute or day, and loses only rows that are wrong', () => {
    const { rows, problems } = parse(
      'x,2023-01-01,No compute,,,\nx,,No day,,1e20,\nx,2023,Odd,,1e20,\nx,2023-02-01,Many,,1e20 to 1e21,\nx,2023-03-01,Good,,1e20,\n',
    );
    expect(rows.map(({ subject }) => subject)).toEqual(['Good']);
    expect(problems).toEqual([
      expect.stringContaining('models.csv, line 4: Publication date: 2023 is no day'),
      expect.stringContaining('models.csv, line 5: Training compute: "1e20 to 1e21" is no number'),
    ]);
  });

  test.each([
    ['', 'is empty'],
    ['<html><body>403</body></html>', 'is a page'],
    ['Model,Year\nGPT-4,2023\n', 'has no column Publication date'],
  ])('that is none is refused: %j', (text, message) => {
    expect(() => publicDatasets['epoch-models'](bytes(text), 'models.csv')).toThrow(message);
  });
});

describe('a table of chips', () => {
  const parse = (text: string) => publicDatasets['epoch-chips'](bytes(text), 'chips.csv');

  test('is read by titles, in whatever order they are', () => {
    const first =
      'Chip manufacturer,End date,Compute estimate in H100e (5th percentile),Compute estimate in H100e (median),Compute estimate in H100e (95th percentile),Incomplete\nNvidia,12/31/2025,90,100,120,\nNvidia,3/31/2026,95,105,130,checked\n';
    const second =
      'Chip manufacturer,End date,Compute estimate in H100e (median),H100e (5th percentile),H100e (95th percentile)\nAmazon,12/31/2025,100,90,120\n';
    for (const text of [first, second])
      expect(parse(text)).toEqual({
        rows: [expect.objectContaining({ at: day('2025-12-31'), value: 100, low: 90, high: 120, quantity: 'h100e' })],
        problems: [],
      });
  });

  test('refuses percentiles out of order, and a table by type of chip', () => {
    const head =
      'Chip manufacturer,End date,Compute estimate in H100e (median),H100e (5th percentile),H100e (95th percentile)';
    expect(parse(`${head}\nAmazon,12/31/2025,100,110,120\n`).problems).toEqual([
      expect.stringContaining('line 2: H100e: 110, 100 and 120 are not in order'),
    ]);
    expect(() => parse(`${head},Chip type\nAmazon,12/31/2025,100,90,120,T2\n`)).toThrow('import the totals');
  });
});

test('a table of owners adds up what each has of all makers and types of chips', () => {
  const { rows } = publicDatasets['epoch-ownership'](
    bytes(
      'Owner,Chip manufacturer,End date,Compute estimate in H100e (median)\nMeta,Nvidia,2025-12-31,10\nMeta,AMD,2025-12-31,5\nGoogle,Google,2025-12-31,20\n',
    ),
    'owners.csv',
  );
  expect(rows.map(({ subject, value }) => [subject, value])).toEqual([
    ['Meta', 15],
    ['Google', 20],
  ]);
});

test.each([
  ['Data center revenue (USD billions)', '51.2', 51.2e9],
  ['Data center revenue (USD millions)', '"51,215"', 51_215e6],
  ['Revenue', '51200000000', 51.2e9],
])('revenue in a column %s is in dollars', (title, cell, value) => {
  const text = `Vendor,End date,${title}\nNVIDIA,2025-10-26,${cell}\n`;
  const { rows } = publicDatasets['vendor-revenue'](bytes(text), 'revenue.csv');
  expect(rows).toEqual([expect.objectContaining({ part: 'NVIDIA', quantity: 'revenue_usd', value })]);
});

test('the index of the network is read by day', () => {
  const text =
    'Average electricity price of 0.05\nTimestamp,Date and Time,"power MAX, GW","power MIN, GW","power GUESS, GW"\n1735689600,2025-01-01,40,10,20\n';
  const { rows } = publicDatasets.cbeci(bytes(text), 'cbeci.csv');
  expect(rows).toEqual([
    expect.objectContaining({ subject: 'bitcoin', at: day('2025-01-01'), value: 20, low: 10, high: 40 }),
  ]);
});

const folder = projectPath('../shared/data/epoch');
const stock = (name: string): number => {
  const { rows, problems } = publicDatasets['epoch-chips'](readFileSync(join(folder, name)), name);
  expect(problems).toEqual([]);
  return (rows.find(({ at }) => at === day('2025-12-31'))?.value ?? NaN) / 1e6;
};

(existsSync(folder) ? test : test.skip)(
  'the tables of four makers are read, whatever the order of their columns',
  () => {
    expect(stock('nvidia_cumulative_totals.csv')).toBeCloseTo(13.659, 3);
    expect(stock('tpu_cumulative_totals.csv')).toBeCloseTo(3.81, 2);
    expect(stock('amd_cumulative_totals.csv')).toBeCloseTo(1.24, 2);
    expect(stock('trainium_cumulative_totals.csv')).toBeCloseTo(1.02, 2);
  },
);

describe('a report of curtailment', () => {
  const parse = (text: string) => publicDatasets['iso-curtailment'](bytes(text), 'curtailment.csv');

  test('gives wind and sun together by zone and day, hours added up', () => {
    const { rows, problems } = parse(
      'Date,Hour,Zone,Wind Curtailment (MWh),Solar Curtailment (MWh)\n2025-03-31,1,West,1.5,\n2025-03-31,2,West,2,0.25\n3/31/2025,1,North,,7\n2025-03-31,3,West,,\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      expect.objectContaining({ part: 'West', subject: 'West', at: day('2025-03-31'), value: 3.75 }),
      expect.objectContaining({ part: 'North', subject: 'North', at: day('2025-03-31'), value: 7 }),
    ]);
  });

  test('takes the total where there is one, not its parts again, and an hour that is there twice only once', () => {
    const { rows } = parse(
      'Region,Day,Hour ending,Curtailed (MWh),Wind (MWh)\nSP15,2025-03-31,1,5,4\nSP15,2025-03-31,1,5,4\nSP15,2025-03-31,2,1,1\n',
    );
    expect(rows.map(({ value }) => value)).toEqual([6]);
  });

  test('in another unit is refused, and a row that is wrong loses only itself', () => {
    expect(() => parse('Zone,Date,Curtailment (MW)\nWest,2025-03-31,5\n')).toThrow('has no column Curtailment (MWh)');
    const { rows, problems } = parse('Zone,Date,Curtailment (MWh)\nWest,2025-03-31,-5\nWest,2025-04-01,5\n');
    expect(rows.map(({ at }) => at)).toEqual([day('2025-04-01')]);
    expect(problems).toEqual([expect.stringMatching(/line 2: .*-5 is negative/)]);
  });
});
