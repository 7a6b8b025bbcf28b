import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readHallWork } from '../../../libs/claims/uplift/hall-work.ts';
import { readPolicies } from '../../../libs/claims/uplift/policy.ts';
import { groupBy, ManualClock } from '#runtime';
import { claimsShape, type ClaimAssessment } from '../../../apps/api/shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
const dayMs = 96 * quarterMs;
const days = 56;
/** Midnight of a Monday in Winnipeg; no clock is changed in these weeks. */
const start = Date.UTC(2026, 3, 6, 5);
const clock = new ManualClock(start + days * dayMs);
const joules = (megawatts: number): number => Math.round(megawatts * 1e6 * 900);
const isHybrid = (day: number): boolean => day % 2 === 1;
/** Difficulty that a megawatt of miners finds accepted in a quarter of an hour, and on hybrid days. */
const acceptedPerMw = { static: 1e9, hybrid: 1.2e9 };

type Row = Record<string, unknown>;

let db: TestStore;
let api: Api;

async function readings(claim: string): Promise<(id: string) => ClaimAssessment | undefined> {
  const response = await fetch(`${api.url}/v1/claims/${claim}?site=alpha`);
  expect(response.status).toBe(200);
  const { claims } = claimsShape.parse(await response.json());
  return (id) => claims.find((each) => each.reading === id);
}
const reading = async (claim: string, id: string): Promise<ClaimAssessment | undefined> => (await readings(claim))(id);

/** Quarters of an hour in which something is not known, by their number on the first day: what of each row says so. */
const unknown: Readonly<Record<number, Readonly<Record<'sheds' | 'gpus' | 'whole' | 'boards', Row>>>> =
  Object.fromEntries(
    [
      { sheds: { workload: 'mixed' } },
      { gpus: { it_ms: quarterMs / 2 } },
      { sheds: { mining_facility_ms: 0 } },
      { whole: { facility_ms: quarterMs / 2 } },
      { boards: { sm_observed_ms: quarterMs / 2 } },
      { boards: { expected_ms: 0, sm_observed_ms: 0 } },
    ].map((some, at) => [40 + at, { sheds: {}, gpus: {}, whole: {}, boards: {}, ...some }]),
  );
/** What would show if such a quarter counted. */
const monstrous = { it_j: joules(1000), sm_ms: 1000 * quarterMs };

/** 8 MW of miners and 2 MW of boards, 12 MW with all overhead; on hybrid days 11 MW, and a fifth more hash of the same energy. */
function quarterOf(at: number): { site: Row[]; boards: Row } {
  const bucket = { grain: '15m' as const, start: start + at * quarterMs, end: start + (at + 1) * quarterMs };
  const arm = isHybrid(Math.floor(at / 96)) ? 'hybrid' : 'static';
  const accepted = 8 * acceptedPerMw[arm];
  const facility = arm === 'hybrid' ? 11 : 12;
  const counted = { it_ms: quarterMs, facility_ms: quarterMs };
  const mining = {
    mining_facility_diff: accepted,
    mining_facility_j: joules(facility * 0.8),
    mining_facility_ms: quarterMs,
  };
  const money = {
    hash_revenue_usd: accepted * 1e-8,
    hash_revenue_j: joules(facility * 0.8),
    ai_revenue_usd: 500,
    ai_revenue_j: joules(facility * 0.2),
    cost: 3 * facility,
    hashprice_time: 200 * quarterMs,
    hashprice_ms: quarterMs,
    priced_j: joules(facility),
    priced_ms: quarterMs,
  };
  const gap = unknown[at];
  const assets = {
    asset_time: '18000000000',
    asset_ms: quarterMs,
    capital_mining: '30',
    capital_mining_j: joules(facility * 0.8),
    capital_ai: '90',
    capital_ai_j: joules(facility * 0.2),
  };
  const contract = { contracted_j: joules(15), contracted_facility_j: joules(facility), contracted_ms: quarterMs };
  return {
    site: [
      rollupRow(bucket, { hall: 'sheds', workload: 'mining', it_j: joules(8), ...counted, ...mining, ...gap?.sheds }),
      rollupRow(bucket, {
        hall: 'gpus',
        workload: 'ai',
        it_j: gap ? monstrous.it_j : joules(2),
        ...counted,
        ...gap?.gpus,
      }),
      rollupRow(bucket, {
        hall: '',
        facility_j: joules(facility),
        facility_ms: quarterMs,
        ...mining,
        ...money,
        ...contract,
        ...assets,
        ...gap?.whole,
      }),
    ],
    boards: rollupRow(bucket, {
      hall: 'gpus',
      device: 'node/0',
      expected_ms: quarterMs,
      sm_ms: gap ? monstrous.sm_ms : quarterMs / 2,
      sm_observed_ms: quarterMs,
      ...gap?.boards,
    }),
  };
}

/** Inserts rows in blocks of one month each, as the store wants them. */
async function insertByMonth(table: string, rows: readonly Row[], at: (row: Row) => number): Promise<void> {
  const months = groupBy(rows, (row) => new Date(at(row)).toISOString().slice(0, 7));
  for (const some of months.values()) await insertRows(db.store, table, some);
}
const ofBucket = ({ bucket_start }: Row): number => Number(bucket_start) * 1000;

async function fill(): Promise<void> {
  const site = { revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0, currency: 'USD' };
  await insertRows(db.store, 'register_site', [{ ...site, site: 'alpha', zone: 'America/Winnipeg' }]);
  const quarters = Array.from({ length: days * 96 }, (_, at) => quarterOf(at));
  await insertByMonth(
    'rollup_site',
    quarters.flatMap((each) => each.site),
    ofBucket,
  );
  await insertByMonth(
    'rollup_gpu',
    quarters.map(({ boards }) => boards),
    ofBucket,
  );
}

const policy = (day: number, some: Row = {}): Row => ({
  site: 'alpha',
  event_id: `policy-${day}`,
  revision: 1,
  kind: 'policy',
  reason: isHybrid(day) ? 'hybrid' : 'static',
  scope: 'site',
  started_at: start + day * dayMs,
  ended_at: start + (day + 1) * dayMs,
  known_at: start + day * dayMs,
  ...some,
});

beforeAll(async () => {
  db = await openTestStore();
  await fill();
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

describe('the uplift of a site whose dispatch feed tells its policy', () => {
  test('is modelled as long as no policy is known: it supports nothing, and says so', async () => {
    const of = await readings('S2.13');
    // Loads never change, so that each has room for all of it in its own part of the contract.
    const modelled = {
      value: expect.any(Number),
      verdict: 'inconclusive',
      days,
      reason: expect.stringMatching(/^modelled: static dispatch is replayed, .* since no policy of dispatch is known/),
      method: expect.stringMatching(/ replay \(modelled\) at [\d.]+ USD\/PH\/d and [\d.]+ USD per busy GPU hour/),
    };
    expect(of('contract')).toMatchObject(modelled);
    expect(of('contract')?.value).toBeCloseTo(0, 9);
    expect(of('capital')).toMatchObject(modelled);
  });

  test('has no metric of what is but modelled', async () => {
    const response = await fetch(
      `${api.url}/v1/query?metrics=uplift_ex_mix&by=site&site=alpha&from=${new Date(start).toISOString()}&to=${new Date(clock.now()).toISOString()}`,
    );
    expect(await response.json()).toMatchObject({
      rows: [expect.objectContaining({ value: null, reason: expect.stringMatching(/no policy of dispatch is known/) })],
    });
  });

  test('is what hybrid days made more of their energy than static days, over eight weeks of both', async () => {
    // The first policy is wrong in its first revision.
    const all = [
      policy(0, { reason: 'hybrid', revision: 0 }),
      ...Array.from({ length: days }, (_, day) => policy(day)),
    ];
    await insertByMonth('site_event', all, ({ started_at }) => Number(started_at));
    const worth = (arm: 'static' | 'hybrid'): number => 8 * acceptedPerMw[arm] * 1e-8 + 500;
    const uplift = worth('hybrid') / 11 / (worth('static') / 12) - 1;
    expect(await reading('S4.3', 'strict')).toMatchObject({
      value: expect.closeTo(uplift, 9),
      threshold: 0.3,
      // Two hours of each day are washed out.
      coverage: expect.closeTo(1 - Object.keys(unknown).length / (days * 88), 12),
      days,
      indicative: true,
      method: expect.stringMatching(
        /^uplift_ex_mix\/1 switchback at [\d.]+ USD\/PH\/d and [\d.]+ USD per busy GPU hour, circular block/,
      ),
    });
    const of = await readings('S2.13');
    // Neither workload took a share from the other.
    expect(of('mix')?.value).toBeCloseTo(0, 9);
    expect(of('overhead')?.value).toBeCloseTo(Math.log(12 / 11), 9);
    expect(of('ai')?.value).toBeCloseTo(0, 9);
    expect(of('contract')?.value).toBeCloseTo(worth('hybrid') / worth('static') - 1, 9);
    expect(of('cost')?.value).toBeCloseTo(uplift, 9);
    // Capital and time are the same on all days: it is output per time.
    expect(of('capital')?.value).toBeCloseTo(worth('hybrid') / worth('static') - 1, 9);
    expect((await reading('S2.2', 'use'))?.value).toBeCloseTo(Math.log(11 / 12), 9);
  });

  test('stands beside what a MWh earns in either workload', async () => {
    const mean = (of: (arm: 'static' | 'hybrid') => number): number => (of('static') + of('hybrid')) / 2;
    const mining =
      mean((arm) => 8 * acceptedPerMw[arm] * 1e-8) / mean((arm) => (arm === 'hybrid' ? 11 : 12) * 0.8 * 0.25);
    const ai = 500 / mean((arm) => (arm === 'hybrid' ? 11 : 12) * 0.2 * 0.25);
    const of = await readings('S1.7');
    expect(of('value_mining')?.value).toBeCloseTo(mining, 6);
    expect(of('value_ai')?.value).toBeCloseTo(ai, 6);
    expect(of('spread')?.value).toBeCloseTo(ai - mining, 6);
    const capital = 90 / mean((arm) => (arm === 'hybrid' ? 11 : 12) * 0.2 * 0.25);
    const capitalOfMining = 30 / mean((arm) => (arm === 'hybrid' ? 11 : 12) * 0.8 * 0.25);
    expect(of('spread_net')?.value).toBeCloseTo(ai - capital - (mining - capitalOfMining), 6);
  });
});

describe('what is read of halls', () => {
  const window = { site: 'beta', from: start / 1000, to: (start + dayMs) / 1000 };

  test('is hash and energy of each mining hall, of the quarters of an hour in which all are known', async () => {
    const hall = (quarter: number, id: string, accepted: number, ms = quarterMs): Row =>
      rollupRow(
        { grain: '15m', start: start + quarter * quarterMs, end: start + (quarter + 1) * quarterMs },
        {
          site: 'beta',
          hall: id,
          workload: id === 'gpus' ? 'ai' : 'mining',
          mining_facility_diff: accepted,
          mining_facility_j: 10 * accepted,
          mining_facility_ms: ms,
        },
      );
    await insertRows(db.store, 'rollup_site', [
      hall(0, 'one', 5),
      hall(0, 'two', 7),
      hall(0, 'gpus', 0, 0),
      hall(1, 'one', 6),
      hall(1, 'two', 0, 0),
    ]);
    const read = await readHallWork(db.store, window);
    expect(read.map(({ at }) => at)).toEqual([start]);
    expect(new Map(read[0]?.halls)).toEqual(
      new Map([
        ['one', { accepted: 5, used: 50 }],
        ['two', { accepted: 7, used: 70 }],
      ]),
    );
  });

  test('are policies of the site and of halls in the window, open ones until its end, and no other events', async () => {
    const of = (id: string, some: Row): Row =>
      policy(0, { site: 'beta', event_id: id, reason: 'static', ended_at: null, ...some });
    await insertRows(db.store, 'site_event', [
      of('site', { started_at: start - dayMs }),
      of('hall', {
        scope: 'hall:one',
        reason: 'hybrid',
        started_at: start + quarterMs,
        ended_at: start + 2 * quarterMs,
      }),
      of('device', { scope: 'device:x' }),
      of('ordered', { kind: 'curtailment', reason: 'economic' }),
      of('later', { started_at: start + dayMs }),
    ]);
    expect(await readPolicies(db.store, window)).toEqual([
      { arm: 'static', hall: null, from: start, to: start + dayMs },
      { arm: 'hybrid', hall: 'one', from: start + quarterMs, to: start + 2 * quarterMs },
    ]);
  });
});

describe('conversion', () => {
  test('is a hall whose miners left, and whose boards came and have drawn energy since', async () => {
    const unit = { site: 'alpha', revision: 1, hall: 'gpus', loop: '', point: '', poll_ms: 60_000 };
    const changed = start - 100 * dayMs;
    const end = start + days * dayMs;
    await insertRows(db.store, 'register_unit', [
      { ...unit, device: 'miner', class: 'asic', nominal_w: 3e6, valid_from: 0, valid_to: changed },
      { ...unit, device: 'node/0', class: 'gpu', nominal_w: 2e6, valid_from: changed, valid_to: Date.UTC(2299, 0, 1) },
      {
        ...unit,
        device: 'other',
        class: 'asic',
        hall: 'sheds',
        nominal_w: 9e6,
        valid_from: 0,
        valid_to: Date.UTC(2299, 0, 1),
      },
    ]);
    expect((await reading('S2.11', 'converted'))?.value).toBe(0);
    const drawn = Array.from({ length: 80 }, (_, at) => end - (at + 1) * dayMs).map((at) =>
      rollupRow({ grain: 'day', start: at, end: at + dayMs }, { hall: 'gpus', device: 'node/0', energy_j: 5 }),
    );
    await insertByMonth('rollup_gpu', drawn, ofBucket);
    expect(await reading('S2.11', 'converted')).toMatchObject({ value: 2, unit: 'MW', verdict: null });
  });
});
