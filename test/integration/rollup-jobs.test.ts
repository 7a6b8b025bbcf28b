import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jobEvent, jobRow } from '#contracts';
import { parseSite } from '#register';
import { publishRegister } from '#rollup';
import type { Store } from '#store';
import { type Bench, insertRows, minuteMs, openBench, openStack, type TestReading } from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const minute = (count: number): number => noon + count * minuteMs;

const file = (id: string, log = 'job_log: [{}]'): string => `
site: { id: ${id}, zone: UTC }
halls:
  - { id: a, workload: ai }
  - { id: b, workload: ai }
devices:
  - { id: g, kind: dcgm, address: '127.0.0.1:9400', hall: a, model: NVIDIA H100 80GB HBM3, gpus: 2 }
  - { id: h, kind: dcgm, address: '127.0.0.1:9401', hall: b, model: a model that nobody knows, gpus: 1 }
${log}
`;
const open = (id: string, log?: string): Promise<Bench> => openBench(store, file(id, log), minute(600));

/** All boards over an hour, a reading for each quarter. */
const hour: TestReading[] = [0, 15, 30, 45].flatMap((at) =>
  ['g/0', 'g/1', 'h/0'].map((device) => ({
    class: 'gpu' as const,
    device,
    from: minute(at),
    to: minute(at + 15),
    columns: { energy_j: 90_000, sm_ms: 450_000 },
  })),
);

type Minutes = Readonly<{ queued?: number; started?: number; ended?: number }>;
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(minute(at)).toISOString();

/** Tells of a run as the api would, in minutes after noon, and recomputes. */
async function tell(bench: Bench, event_id: string, { queued, started, ended }: Minutes, more: object = {}) {
  const { revision = 1, ...told } = more as { revision?: number };
  const event = jobEvent.parse({
    kind: 'job',
    site: bench.site.id,
    event_id,
    revision,
    job: 'j',
    class: 'train',
    gpus: 1,
    devices: ['g/0'],
    queued_at: iso(queued),
    started_at: iso(started),
    ended_at: iso(ended),
    ...told,
  });
  const row = jobRow(event, minute(700));
  await insertRows(store, 'site_job', [{ site: bench.site.id, ...row }]);
  bench.rollup.mark('site.job', bench.site.id, Number(row['first_at']), Number(row['ended_at'] ?? row['first_at']));
  await bench.rollup.recompute();
}

const of = async (bench: Bench, hall = '', grain = 'day'): Promise<Record<string, unknown>> =>
  (await bench.rows('rollup_site', `grain = '${grain}' AND hall = '${hall}'`))[0] ?? {};

test('a run told after its boards were read, and told again with its end, counts as it is told last', async () => {
  const bench = await open('late');
  await bench.load(hour);
  expect(await of(bench)).toMatchObject({ job_ms: 3_600_000, job_installed_ms: 3 * 3_600_000, job_held_ms: 0 });
  await tell(bench, 'r', { started: 15 });
  expect(await of(bench)).toMatchObject({ job_held_ms: 2_700_000 });
  await tell(bench, 'r', { started: 15, ended: 40 }, { revision: 2, devices: ['g'], gpus: 2 });
  expect(await of(bench)).toMatchObject({ job_held_ms: 2 * 25 * minuteMs });
  expect(await of(bench, 'b')).toMatchObject({ job_held_ms: 0 });
});

test('a repetition changes nothing, not even one that tells something else under the same revision', async () => {
  const bench = await open('repeated');
  await bench.load(hour);
  await tell(bench, 'r', { started: 0, ended: 30 });
  const first = await of(bench);
  await tell(bench, 'r', { started: 0, ended: 30 });
  await insertRows(store, 'site_job', [
    {
      site: 'repeated',
      event_id: 'r',
      revision: 1,
      job: 'j',
      class: 'train',
      gpus: 1,
      devices: 'g/0',
      first_at: minute(0),
      started_at: minute(0),
      ended_at: minute(60),
      known_at: minute(701),
    },
  ]);
  bench.rollup.mark('site.job', 'repeated', minute(0), minute(60));
  await bench.rollup.recompute();
  const { version: _, ...facts } = await of(bench);
  expect(facts).toEqual({ ...first, version: undefined });
  expect(facts).toMatchObject({ job_held_ms: 1_800_000 });
});

test('what a run has done is spread over the time it took, over halls by their boards, and adds up to the whole', async () => {
  const bench = await open('spread');
  await bench.load(hour);
  const told = { devices: ['g', 'h'], gpus: 3, productive_s: 1000.001, billed_gpu_s: 7, revenue_usd: 1.000000000001 };
  await tell(bench, 'r', { started: 7, ended: 47 }, { ...told, slo_judged: 1001, slo_met: 997 });
  const quarters = await bench.rows('rollup_site', `grain = '15m' AND hall = ''`);
  const sum = (name: string): number => quarters.reduce((total, row) => total + Number(row[name]), 0);
  expect(quarters).toHaveLength(4);
  expect(sum('job_slo_judged')).toBe(1001);
  expect(sum('job_slo_met')).toBe(997);
  expect(sum('job_productive_ms')).toBe(3 * 1_000_001);
  const day = await of(bench);
  expect(day).toMatchObject({ job_slo_judged: 1001, job_run_ms: 3 * 40 * minuteMs, job_billed_ms: 7000 });
  expect(Number(day['job_revenue_usd'])).toBeCloseTo(1.000000000001, 12);
  const halls = [await of(bench, 'a'), await of(bench, 'b')];
  expect(halls.map((hall) => Number(hall['job_run_ms']))).toEqual([2 * 40 * minuteMs, 40 * minuteMs]);
  expect(halls.reduce((total, hall) => total + Number(hall['job_slo_met']), 0)).toBe(997);
});

test('a hall of which the register does not say that its jobs are told knows nothing, until it says so', async () => {
  const bench = await open('silent', 'job_log: [{ hall: b }]');
  await bench.load(hour);
  await tell(bench, 'r', { started: 0, ended: 60 });
  expect(await of(bench, 'a')).toMatchObject({ job_ms: 0, job_held_ms: 0, job_installed_ms: 0 });
  expect(await of(bench, 'b')).toMatchObject({ job_ms: 3_600_000, job_held_ms: 0, job_installed_ms: 3_600_000 });
  expect(await of(bench)).toMatchObject({ job_ms: 1_800_000 });
  await publishRegister(store, parseSite(file('silent'), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await of(bench, 'a')).toMatchObject({ job_ms: 3_600_000, job_held_ms: 3_600_000 });
});

test('jobs that are told of from another time on count from then: only the time between is recomputed', async () => {
  const from = (at: string): string => `job_log: [{ hall: b, from: '2026-06-10T${at}:00Z' }]`;
  const bench = await open('told-later', from('12:15'));
  await bench.load(hour);
  expect(await of(bench, 'b')).toMatchObject({ job_installed_ms: 2_700_000 });
  await publishRegister(store, parseSite(file('told-later', from('12:45')), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  expect(await bench.rollup.recompute()).toMatchObject({ buckets: 2 });
  expect(await of(bench, 'b')).toMatchObject({ job_installed_ms: 900_000 });
});

test('what one run does not tell is unknown of its hall, and only while it holds boards there', async () => {
  const bench = await open('untold');
  await bench.load(hour);
  await tell(bench, 'told', { started: 0, ended: 60 }, { class: 'infer', output_tokens: 600, requests: 60 });
  await tell(bench, 'untold', { started: 0, ended: 15 }, { class: 'infer', devices: ['g/1'] });
  await tell(bench, 'lasting', { started: 45 }, { class: 'infer', devices: ['g/1'] });
  expect(await of(bench, 'a')).toMatchObject({ job_tokens_gpu: 300, job_tokens_gpu_j: 180_000, job_sold_ms: 0 });
  expect(await of(bench, 'a')).toMatchObject({ job_tokens_gpu_ms: 1_800_000, job_tokens_facility_ms: 0 });
});

test('runs on the instances of a divided board have their parts of its time and energy, which never come to more than the board', async () => {
  const bench = await open('divided');
  await bench.load(hour);
  const infer = { class: 'infer', output_tokens: 700, requests: 7 };
  await tell(bench, 'large', { started: 0, ended: 60 }, { ...infer, board_share: 4 / 7 });
  await tell(bench, 'small', { started: 0, ended: 30 }, { ...infer, board_share: 2 / 7 });
  const share = 4 / 7 + 2 / 14;
  const { job_tokens_gpu, job_tokens_gpu_j, job_held_ms } = await of(bench, 'a');
  expect(job_tokens_gpu).toBe(1400);
  expect(Number(job_held_ms) / 3_600_000).toBeCloseTo(share, 5);
  expect(Number(job_tokens_gpu_j) / 360_000).toBeCloseTo(share, 5);
  await tell(bench, 'more', { started: 0, ended: 60 }, { ...infer, board_share: 1 });
  await tell(bench, 'again', { started: 0, ended: 60 }, { ...infer, board_share: 1 });
  expect(await of(bench, 'a')).toMatchObject({ job_tokens_gpu_j: 360_000 });
});

test('a run on boards whose peak is not known has no utilisation, until the register tells of it, and its halls know all else', async () => {
  const bench = await open('peaks');
  await bench.load(hour);
  const told = { dtype: 'bf16', tokens: 1000, flop_per_token: 1e12, productive_s: 60 };
  await tell(bench, 'known', { started: 0, ended: 60 }, told);
  await tell(bench, 'unknown', { started: 0, ended: 60 }, { ...told, devices: ['h'] });
  const known = { job_gflop: 1e6, job_peak_gflop: 989_400 * 3600, job_productive_ms: 120_000 };
  expect(await of(bench)).toMatchObject(known);
  const peaks = `job_log: [{}]\ngpu_peaks: [{ model: a model that nobody knows, dtype: bf16, tflops: 10.6, to: 2026-06-11 }]`;
  await publishRegister(store, parseSite(file('peaks', peaks), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await of(bench)).toMatchObject({ job_gflop: 2e6, job_peak_gflop: 1_000_000 * 3600 });
});

describe('an inference server', () => {
  const servers = (more: string, log: string): string => `  - { id: s, kind: inference, address: '127.0.0.1:8000' }
  - { id: feed-a, kind: sunspec, address: '127.0.0.1:502', point: M3, hall: a }
  - { id: main, kind: sunspec, address: '127.0.0.1:503', point: M0 }
${log}
inference_servers: [{ server: s, devices: [g/0], ${more} }]`;
  const served = (columns: object, count = 4): TestReading[] =>
    [0, 15, 30, 45].slice(0, count).map((at) => ({
      class: 'inference',
      device: 's',
      from: minute(at),
      to: minute(at + 15),
      columns: { output_tokens: 4500, requests: 30, slo_judged: 30, slo_met: 27, ...columns },
    }));
  const meters: TestReading[] = [0, 15, 30, 45].flatMap((at) =>
    ['feed-a', 'main'].map((device) => ({
      class: 'meter' as const,
      device,
      from: minute(at),
      to: minute(at + 15),
      columns: { import_j: device === 'main' ? 540_000 : 360_000 },
    })),
  );
  const hourOf = (bench: Bench, hall = 'a'): Promise<Record<string, unknown>> => of(bench, hall, 'hour');

  test('tells the tokens of the boards that it runs on, and their energy; nothing is known of jobs', async () => {
    const bench = await open('served', servers('', ''));
    await bench.load([...hour, ...meters, ...served({})]);
    expect(await hourOf(bench)).toMatchObject({
      job_tokens_gpu: 18_000,
      job_tokens_gpu_j: 360_000,
      job_tokens_gpu_ms: 3_600_000,
      job_tokens_it: 18_000,
      job_tokens_it_j: 720_000,
      job_requests: 120,
      job_slo_judged: 120,
      job_slo_met: 108,
      job_slo_ms: 3_600_000,
      job_ms: 0,
      job_installed_ms: 0,
    });
    expect(await hourOf(bench, '')).toMatchObject({ job_tokens_gpu: 18_000, job_tokens_gpu_ms: 1_800_000 });
    expect((await bench.rows('rollup_inference', `grain = 'hour'`))[0]).toMatchObject({
      device: 's',
      output_tokens: 18_000,
      output_known_ms: 3_600_000,
      expected_ms: 3_600_000,
    });
  });

  test('is the only one to tell tokens where the register says so, whatever runs tell; what else they tell counts', async () => {
    const bench = await open('both', servers('', 'job_log: [{ serving: servers }]'));
    await bench.load([...hour, ...meters, ...served({})]);
    const infer = {
      class: 'infer',
      devices: ['g/1'],
      tokens: 9,
      output_tokens: 9,
      requests: 9,
      slo_judged: 9,
      slo_met: 0,
    };
    await tell(bench, 'r', { started: 0, ended: 60 }, infer);
    expect(await hourOf(bench)).toMatchObject({
      job_held_ms: 3_600_000,
      job_tokens_gpu: 18_000,
      job_tokens_gpu_j: 360_000,
      job_slo_judged: 120,
      job_slo_met: 108,
    });
    expect(await hourOf(bench, 'b')).toMatchObject({
      job_tokens_gpu: 0,
      job_tokens_gpu_ms: 3_600_000,
      job_slo_ms: 3_600_000,
    });
  });

  test('that was not read for a quarter is not known in it', async () => {
    const bench = await open('gap', servers('', ''));
    await bench.load([...hour, ...meters, ...served({}, 3)]);
    expect(await hourOf(bench)).toMatchObject({
      job_tokens_gpu: 13_500,
      job_tokens_gpu_ms: 2_700_000,
      job_tokens_gpu_j: 270_000,
    });
  });

  test('without a service level leaves that of its hall unknown', async () => {
    const bench = await open('unjudged', servers('', ''));
    await bench.load([...hour, ...meters, ...served({ slo_judged: null, slo_met: null })]);
    expect(await hourOf(bench)).toMatchObject({ job_requests: 120, job_slo_ms: 0 });
  });

  test('that the register puts there from half past counts from then on', async () => {
    const bench = await open('moved', servers(`from: '${iso(30)}'`, ''));
    await bench.load([...hour, ...meters, ...served({})]);
    expect(await hourOf(bench)).toMatchObject({
      job_tokens_gpu: 9_000,
      job_tokens_gpu_ms: 1_800_000,
      job_tokens_gpu_j: 180_000,
    });
  });
});
