import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gpuModelOf, type GpuOffer, gpuPrices, parseGpuhunt, parseLambda, parseSkypilot, parseVast } from './index.ts';

const options = { feed: 'f', knownAt: 1_800_000_000_000 };
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const brief = ({
  model,
  form_factor: form,
  pricing_type: type,
  usd_per_gpu_hour: usd,
  region,
}: GpuOffer): readonly unknown[] => [model, form, type, usd, region];

test.each([
  ['H100 SXM', null, 'H100', 'SXM'],
  ['H100_SXM5', 80, 'H100', 'SXM'],
  ['NVIDIA H100 80GB HBM3', null, 'H100', null],
  ['H100 NVL', 94, 'H100', 'NVL'],
  ['H100-PCIE', null, 'H100', 'PCIe'],
  ['A100-80GB', null, 'A100 80GB', null],
  ['A100-80GB-SXM', null, 'A100 80GB', 'SXM'],
  ['A100_SXM4', 39.6, 'A100 40GB', 'SXM'],
  ['A100SXM4', 80, 'A100 80GB', 'SXM'],
  ['A100', null, 'A100', null],
  ['NVIDIA A100 (80 GB)', null, 'A100 80GB', null],
  ['A10 (24 GB PCIe)', null, 'A10', 'PCIe'],
  ['A10G', 24, 'A10G', null],
  ['L40S', 48, 'L40S', null],
  ['L4', 24, 'L4', null],
  ['GH200', 96, 'GH200', null],
  ['B200', 180, 'B200', null],
  ['MI300X', 192, 'MI300X', null],
  ['RTX 4090', 24, 'RTX 4090', null],
  ['RTX4090', 24, 'RTX 4090', null],
  ['RTX 4090D', 24, 'RTX 4090 D', null],
  ['RTX 3070 Ti', 8, 'RTX 3070 TI', null],
  ['RTX A6000', 48, 'RTX A6000', null],
  ['RTXA6000', 48, 'RTX A6000', null],
  ['A6000', 48, 'RTX A6000', null],
  ['RTX6000-Ada', 48, 'RTX 6000 ADA', null],
  ['RTX PRO 6000', 96, 'RTX PRO 6000', null],
])('%s with %j GiB is the model %s, %s', (name, memory, model, formFactor) => {
  expect(gpuModelOf(name, memory)).toEqual({ model, formFactor });
});

test.each(['', 'tpu-v4-8', 'H1000', 'XH100', 'RTX', 'Gaudi3', 'L400'])('%j is no model that is known', (name) => {
  expect(gpuModelOf(name, null)).toBeNull();
});

describe('Vast.ai', () => {
  const offer = {
    id: 1,
    gpu_name: 'RTX 4090',
    num_gpus: 4,
    gpu_ram: 24_564,
    dph_base: 1.6,
    dph_total: 1.7,
    min_bid: 0.8,
    verification: 'verified',
    geolocation: 'California, US',
  };
  test('prices are of all GPUs; the least bid is the spot price', () => {
    const { rows, problems } = parseVast(
      bytes({ offers: [offer, { ...offer, id: 2, min_bid: null, verification: 'deverified', geolocation: null }] }),
      options,
    );
    expect(rows.map((row) => [...brief(row), row.is_verified])).toEqual([
      ['RTX 4090', null, 'ondemand', 0.4, 'US', true],
      ['RTX 4090', null, 'spot', 0.2, 'US', true],
      ['RTX 4090', null, 'ondemand', 0.4, null, false],
    ]);
    expect(problems).toEqual([]);
  });

  test('a bad offer loses only itself, and an unknown model is told once', () => {
    const bad = [{ ...offer, id: null }, { ...offer, id: 3, dph_base: -1, min_bid: null }, { ...offer, id: 4, gpu_name: 'Q9' }, { ...offer, id: 5, gpu_name: 'Q9' }, { ...offer, id: 6, dph_base: 'free' }]; // prettier-ignore
    const { rows, problems } = parseVast(bytes({ offers: [...bad, { ...offer, id: 7, min_bid: null }] }), options);
    expect(rows.map(({ offer: id }) => id)).toEqual(['6', '7']);
    expect(problems).toEqual([
      'feed f, offer 0: id: missing',
      expect.stringContaining('offer 1: price'),
      expect.stringContaining('offer 4: price: "free" is no number'),
      'feed f: models that are not known: Q9',
    ]);
  });
});

test('Lambda tells cents per instance', () => {
  const type = {
    name: 'gpu_8x_a100',
    gpu_description: 'NVIDIA A100 (80 GB)',
    price_cents_per_hour: 1592,
    specs: { vcpus: 240, gpus: 8 },
  };
  const { rows, problems } = parseLambda(
    bytes({
      data: {
        gpu_8x_a100: { instance_type: type, regions_with_capacity_available: [] },
        cpu: { instance_type: { ...type, specs: { gpus: 0 } } },
        odd: {},
      },
    }),
    options,
  );
  expect(rows.map(brief)).toEqual([['A100 80GB', null, 'ondemand', 1.99, null]]);
  expect(problems).toEqual([expect.stringContaining('odd: instance_type')]);
});

test('a SkyPilot catalogue may have its columns in any order; a spot price of 0 is none', () => {
  const csv = [
    'InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Region,SpotPrice,Price,AvailabilityZone,GpuInfo',
    "8x,H100,8.0,208,1800,us,0,31.92,us-a,\"{'Gpus': [{'Name': 'H100'}], 'TotalGpuMemoryInMiB': 80}\"",
    '1x,A100-80GB,1.0,8,117,CA,1.59,,CA-1,',
    ',tpu-v4-8,1,,,us,3,12,us-b,tpu-v4-8',
    'cpu,,,8,32,us,,0.2,us-a,',
    '8x,H100,8.0,208,1800,us,0,31.92,us-b,',
  ].join('\r\n');
  const { rows, problems } = parseSkypilot(bytes(csv), { ...options, venue: 'lambda' });
  expect(rows.map(brief)).toEqual([
    ['H100', null, 'ondemand', 3.99, 'us'],
    ['A100 80GB', null, 'spot', 1.59, 'CA'],
    ['H100', null, 'ondemand', 3.99, 'us'],
  ]);
  expect(problems).toEqual([]);
  expect(() => parseSkypilot(bytes(csv), options)).toThrow('does not say whose prices it lists');
});

test('a gpuhunt catalogue tells memory per GPU', () => {
  const csv =
    'instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,gpu_vendor,flags\ni1,us,2.0,30,240,4,A100,40.0,True,,nvidia,\ni2,us,1.0,30,240,0,,,False,,,\ni3,us,1.0,30,240,1,A10,24.0,maybe,,nvidia,\n';
  const { rows, problems } = parseGpuhunt(bytes(csv), { ...options, venue: 'gcp' });
  expect(rows.map(brief)).toEqual([['A100 40GB', null, 'spot', 0.5, 'us']]);
  expect(problems).toEqual([expect.stringContaining('line 4: spot')]);
});

test.each([parseVast, parseLambda, parseSkypilot, parseGpuhunt])('%p refuses what it cannot read', (parse) => {
  for (const body of ['', '<html>', '{"offers":', '[]', 'null', 'sorry'])
    expect(() => parse(bytes(body), { ...options, venue: 'v' })).toThrow('feed f');
});

describe('prices', () => {
  const offer: GpuOffer = {
    venue: 'v',
    offer: '1',
    model: 'H100',
    form_factor: 'SXM',
    pricing_type: 'ondemand',
    region: null,
    is_verified: true,
    usd_per_gpu_hour: 2,
    observed_at: 1,
  };
  test('are quartiles of the offers alike', () => {
    const offers = [4, 1, 3, 2, 10].map((usd) => ({ ...offer, usd_per_gpu_hour: usd }));
    expect(gpuPrices([...offers, { ...offer, is_verified: false }])).toEqual([
      {
        ...offer,
        offer: undefined,
        usd_per_gpu_hour: 3,
        p25: 2,
        p75: 4,
        n_offers: 5,
        method_version: 'offers-quantile-1',
      },
      expect.objectContaining({ usd_per_gpu_hour: 2, p25: 2, p75: 2, n_offers: 1, is_verified: false }),
    ]);
  });

  test('are in order, within the offers, and the same whatever the order of offers', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1 }), (prices) => {
        const offers = prices.map((usd) => ({ ...offer, usd_per_gpu_hour: usd }));
        const [row] = gpuPrices(offers);
        const { p25 = 0, usd_per_gpu_hour: median = 0, p75 = 0 } = row ?? {};
        expect(gpuPrices(offers.toReversed())).toEqual([row]);
        expect(
          [Math.min(...prices), p25, median, p75, Math.max(...prices)].every(
            (value, i, all) => i === 0 || value >= (all[i - 1] ?? 0),
          ),
        ).toBe(true);
      }),
    );
  });
});
