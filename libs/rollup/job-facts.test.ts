import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Facts, factsBy } from '#register';
import { balancesOf } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { quarterMs } from './dirty.ts';
import type { ExpectedUnit } from './inventory.ts';
import { type JobFact, jobFactsOf } from './job-facts.ts';
import type { Outage, Run } from './job-inputs.ts';
import { jobSums } from './job-names.ts';
import { ReadingSums } from './sums.ts';

const count = 6;
const endMs = count * quarterMs;
const halls = ['a', 'b'].map((hall) => ({ hall, workload: 'ai', loop: '' }));
const devices = ['g/0', 'g/1', 'g/2', 'h/0'];
const hallOf = (device: string): string => (device.startsWith('g') ? 'a' : 'b');

const buckets = Array.from({ length: count }, (_, at): Bucket => {
  const [from, to] = [at * quarterMs, (at + 1) * quarterMs];
  const counts = { longestMs: 0, readings: 0, marketRows: 0, eventRows: 0, version: 1n };
  return { from, to, dueFrom: from, dueTo: to, dueMs: quarterMs, ...counts };
});

const unit = (device: string): ExpectedUnit => ({
  device,
  class: 'gpu',
  hall: hallOf(device),
  loop: '',
  model: 'NVIDIA H100 80GB HBM3',
  point: '',
  nominalGhs: 0,
  expectedMs: quarterMs,
  nominalGh: 0,
  rated: { joules: 0, gh: 0, ms: 0 },
  curtailedMs: 0,
});

/** Of a site whose jobs are all told, by bucket and hall. */
function factsOf(runs: readonly Run[], outages: readonly Outage[] = []): ReadonlyMap<string, JobFact>[] {
  const rows = buckets.flatMap((_, at) => devices.map((device) => ({ at, device, expected: unit(device), row: -1 })));
  const facts: Facts = factsBy((kind) => (kind === 'job_log' ? [{ from: 0, to: endMs }] : []));
  return jobFactsOf({
    buckets,
    servers: { sums: new ReadingSums('inference', { from: 0, count, widthMs: quarterMs }), rows: [] },
    boards: { sums: new ReadingSums('gpu', { from: 0, count, widthMs: quarterMs }), rows },
    balances: buckets.map(({ dueMs }) => balancesOf({ dueMs, meters: [], cooling: [] }, halls)),
    fleets: buckets.map(() => new Map()),
    jobs: { runs, told: [], outages },
    facts,
  });
}

const totals = (facts: readonly ReadonlyMap<string, JobFact>[], hall = ''): Record<string, bigint> =>
  Object.fromEntries(
    jobSums.map((name) => [name, facts.reduce((sum, places) => sum + (places.get(hall)?.[name] ?? 0n), 0n)]),
  );

const quantity = fc.option(fc.nat({ max: 10_000_000 }));
const instant = fc.integer({ min: 0, max: endMs });
const place = fc.oneof(
  fc.subarray([...devices, 'g', 'h'], { minLength: 1 }).map((names) => ({ devices: names.join(' '), hall: null })),
  fc.constantFrom('a', 'b').map((hall) => ({ devices: null, hall })),
);
const times = fc
  .uniqueArray(instant, { minLength: 3, maxLength: 3 })
  .map((at) => at.sort((a, b) => a - b))
  .map(([queued_ms = 0, started_ms = 1, ended_ms = 2]) => ({ queued_ms, started_ms, ended_ms }));
const run: fc.Arbitrary<Run> = fc
  .record({
    class: fc.constantFrom('train', 'infer', 'batch'),
    reach: fc.constantFrom('local', 'wan'),
    gpus: fc.integer({ min: 1, max: 6 }),
    board_share: fc.constantFrom(1, 0.5),
    outcome: fc.constantFrom(null, 'completed', 'preempted'),
    preempted_by: fc.constantFrom(null, 'power', 'fault'),
    dtype: fc.constantFrom(null, 'bf16'),
    tokens: quantity,
    output_tokens: quantity,
    requests: quantity,
    slo_judged: quantity,
    slo_met: quantity,
    flop_per_token: fc.constantFrom(null, 1e9),
    hardware_flop_per_token: fc.constantFrom(null, 2e9),
    ideal_tokens_per_s: fc.constantFrom(null, 100),
    productive_ms: quantity,
    lost_ms: quantity,
    billed_gpu_ms: quantity,
    revenue_usd: fc.constantFrom(null, 1.5),
    has_manifest: fc.boolean(),
    place,
    times,
  })
  .map(({ place: where, times: when, ...told }) => ({ ...told, ...where, ...when }));
const runs = fc.array(run, { maxLength: 8 });

test('a run that names instances of a divided board is on that board, once', () => {
  fc.assert(
    fc.property(run, (one) => {
      const on = (devices: string) => factsOf([{ ...one, hall: null, gpus: 1, devices }]);
      expect(on('g/0:1 g/0:2')).toEqual(on('g/0'));
      expect(on('g/0:1')).not.toEqual(on('nowhere'));
    }),
    { numRuns: 30 },
  );
});

test('the order in which runs are told makes no difference', () => {
  fc.assert(
    fc.property(
      runs.chain((some) =>
        fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length })),
      ),
      ([some, shuffled]) => expect(factsOf(shuffled)).toEqual(factsOf(some)),
    ),
    { numRuns: 30 },
  );
});

test('halls add up to the site, and no board is held for longer than it is there, or available', () => {
  const outage = fc.record({ scope: fc.constantFrom('site', 'hall:a', 'device:g/1', 'device:h'), start_ms: instant });
  const outages = fc.array(
    outage.map((each) => ({ ...each, end_ms: each.start_ms + quarterMs })),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(runs, outages, (some, out) => {
      const facts = factsOf(some, out);
      const [site, a, b] = ['', 'a', 'b'].map((hall) => totals(facts, hall));
      for (const name of jobSums) expect(site?.[name]).toBe((a?.[name] ?? 0n) + (b?.[name] ?? 0n));
      for (const places of facts) {
        for (const fact of places.values()) {
          expect(fact.job_held_ms).toBeLessThanOrEqual(fact.job_installed_ms);
          expect(fact.job_available_ms).toBeLessThanOrEqual(fact.job_installed_ms);
          expect(fact.job_held_available_ms).toBeLessThanOrEqual(fact.job_available_ms);
          expect(fact.job_granted_ms).toBeLessThanOrEqual(fact.job_wanted_ms);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('what a run did adds up to what it told, whatever boundaries it lies over', () => {
  fc.assert(
    fc.property(run, (one) => {
      const told = { ...one, slo_judged: 1_000_003, slo_met: 999_999, productive_ms: 7, tokens: null, board_share: 1 };
      const boards = { ...told, devices: 'g h', hall: null, gpus: 4 };
      expect(totals(factsOf([boards]))).toMatchObject({
        job_slo_judged: 1_000_003n,
        job_slo_met: 999_999n,
        job_productive_ms: 28n,
        job_run_ms: BigInt((boards.ended_ms ?? 0) - (boards.started_ms ?? 0)) * 4n,
        job_starts: 1n,
      });
    }),
    { numRuns: 30 },
  );
});
