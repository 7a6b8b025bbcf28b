import { expect, test } from '@jest/globals';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#runtime';
import { gpuAsker, type GpuSource, parseGpuPrice } from './gpu-feed.ts';

const source = (more: Partial<GpuSource>): GpuSource => ({
  kind: 'vast',
  model: 'H100 SXM',
  pricing: 'ondemand',
  isVerifiedOnly: false,
  ...more,
});

interface Heard {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** What a venue hears when it is asked. */
async function heard(asked: GpuSource): Promise<Heard> {
  let got: Heard | undefined;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got = { request, body };
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/offers`;
  await gpuAsker(asked)({ feed: 'f', url, timeoutMs: 5_000, clock: systemClock });
  server.closeAllConnections();
  server.close();
  if (!got) throw new Error('nothing was asked');
  return got;
}

test('Vast.ai is asked by POST with the filters of the site, Lambda with its key, a catalogue as it stands', async () => {
  const vast = await heard(source({ query: { gpu_name: { eq: 'H100 SXM' }, limit: 7 } }));
  expect(vast.request.method).toBe('POST');
  expect(vast.request.headers['content-type']).toBe('application/json');
  expect(JSON.parse(vast.body)).toMatchObject({ rentable: { eq: true }, gpu_name: { eq: 'H100 SXM' }, limit: 7 });
  expect((await heard(source({ kind: 'lambda', key: 'k' }))).request.headers.authorization).toBe('Bearer k');
  expect((await heard(source({ kind: 'skypilot', venue: 'aws' }))).request).toMatchObject({ method: 'GET' });
});

const offer = (id: number, more: object) => ({
  id,
  gpu_name: 'H100 SXM',
  num_gpus: 1,
  gpu_ram: 81_559,
  dph_base: 2,
  min_bid: 1,
  verification: 'verified',
  geolocation: 'Texas, US',
  ...more,
});
const vastBody = Buffer.from(
  JSON.stringify({
    offers: [
      offer(1, { dph_base: 2 }),
      offer(2, { dph_base: 24, num_gpus: 8 }),
      offer(3, { dph_base: 9, verification: 'unverified', geolocation: 'FR' }),
      offer(4, { gpu_name: 'H100 PCIE', dph_base: 1 }),
      offer(5, { gpu_name: 'RTX 4090', dph_base: 0.3 }),
    ],
  }),
);
const told = (more: Partial<GpuSource>) => parseGpuPrice(source(more), vastBody, { feed: 'f', knownAt: 1_000 });

test.each<[string, Partial<GpuSource>, number, number]>([
  ['of its form factor', {}, 3, 3],
  ['of any form factor', { model: 'H100' }, 2.5, 4],
  ['of one region', { region: 'US' }, 2.5, 2],
  ['that were checked', { isVerifiedOnly: true }, 2.5, 2],
  ['to bid for', { pricing: 'spot' }, 1, 3],
])('the price is the median of the offers %s, each counted once', (_, more, median, n_offers) => {
  expect(told(more).rows).toEqual([
    expect.objectContaining({ venue: 'vast', usd_per_gpu_hour: median, n_offers, observed_at: 1_000, known_at: 1_000 }),
  ]);
});

test('no offer of the model is no price, and a problem', () => {
  expect(told({ model: 'B200' })).toMatchObject({ rows: [], problems: ['feed f: none of 10 offers is of B200'] });
});

test('of catalogues the venue is the one that the site names', () => {
  const csv = Buffer.from(
    'InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\n' +
      'p5.48xlarge,H100,8,192,2048,24,us-east-1,,12\n',
  );
  const { rows } = parseGpuPrice(source({ kind: 'skypilot', venue: 'aws', model: 'H100' }), csv, {
    feed: 'f',
    knownAt: 1,
  });
  expect(rows).toEqual([
    expect.objectContaining({ venue: 'aws', model: 'H100', form_factor: 'any', region: 'any', usd_per_gpu_hour: 3 }),
  ]);
});
