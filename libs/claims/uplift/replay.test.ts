import { describe, expect, test } from '@jest/globals';
import { claims } from '#catalogue';
import { coverageOf, leastCoverage, mostCoverage } from '../../../test/support/coverage.ts';
import { dayMs, randomOf, start } from '../../../test/support/site-days.ts';
import { assess, type Assessment } from '../assess.ts';
import { numberOf } from '../measure.ts';
import { methods } from '../methods.ts';
import { seriesOf } from '../series.ts';
import { quantile } from '../statistic.ts';
import type { Workload } from './decomposition.ts';
import type { Arm, Policy } from './policy.ts';
import type { Hashprice } from './replay.ts';
import { noTrial, replayOf, type Trial } from './trial.ts';
import { uplift } from './uplift.ts';
import type { Work } from './work.ts';

/** A site of 10 MW under contract for 9 MW of miners and boards of 4.5 MW; both are shut out of what the other has under static dispatch. */
const mw = { contract: 10, mining: 9, ai: 4.5 };
/** IT energy of a MW in the quarter of an hour that stands for two hours. */
const joules = 900e6;
const hashOf = 1 / 1.5e9;
const busyOf = 1 / 3.6e6;
/** Energy that stands, J, and that grows with the load. */
const overhead = { standing: 0.4 * joules, growing: 1.1 };
/** Facility power that the IT load of a site may take. */
const room = (facilityMw: number): number => (facilityMw - 0.4) / 1.1;

interface World {
  readonly days: number;
  readonly seed: number;
  /** Of AI's load from day to day, as a share; half of it lasts into the next. */
  readonly scatter?: number;
  /** Power is as dear as this on one day of seven, USD per MWh; 30 on others. */
  readonly dear?: number;
  /** Whether mining takes what AI leaves of the contract. */
  readonly isShared?: boolean;
}

const hashprice: Hashprice = { gross: 50, net: 49 };
/** What a MWh of IT energy earns in mining, USD. */
const worthOfMining = 49 * hashOf * 3.6e9;

/** The load of AI in each even hour: by day all that it has, by night a third. */
function* demand({ days, seed, scatter = 0.25 }: World): Generator<{ at: number; ai: number; day: number }> {
  const { normal } = randomOf(seed);
  let lasting = 0;
  for (let step = 0; step < days * 12; step++) {
    const hour = (step % 12) * 2;
    const mean = hour >= 8 && hour < 20 ? 4 : 1.5;
    if (hour === 0) lasting = 0.5 * lasting + scatter * normal();
    const ai = Math.min(mw.ai, Math.max(1, mean * (1 + lasting)));
    yield { at: start + step * (dayMs / 12), ai, day: Math.floor(step / 12) };
  }
}

function workOf(at: number, { mining, ai }: Readonly<Record<Workload, number>>, price: number): Work {
  const it = { mining: mining * joules, ai: ai * joules };
  const facility = overhead.standing + overhead.growing * (it.mining + it.ai);
  const output = { mining: it.mining * hashOf, ai: it.ai * busyOf };
  return {
    at,
    output,
    it,
    facility,
    resource: { energy: facility, contract: mw.contract * joules, cost: (facility / 3.6e9) * price, capital: 1 },
    hashUsd: output.mining * hashprice.gross,
    boardHours: output.ai,
    boardsUsd: output.ai,
  };
}

const priceOn = (day: number, { dear = 30 }: World): number => (day % 7 === 3 ? dear : 30);

/** What the site did: mining runs what AI leaves, when it pays. */
function did(world: World): Work[] {
  return [...demand(world)].map(({ at, ai, day }) => {
    const price = priceOn(day, world);
    const left = world.isShared === false ? 4 : Math.min(mw.mining, room(mw.contract) - ai);
    return workOf(at, { ai, mining: price > worthOfMining ? 0 : left }, price);
  });
}

function trialOf(some: readonly Work[], policies: readonly Policy[] = []): Trial {
  return replayOf(
    noTrial('no policy of dispatch is known'),
    { work: some, policies, hashprices: new Map(some.map(({ at }) => [at, hashprice])) },
    'UTC',
  );
}
const trialIn = (world: World): Trial => trialOf(did(world));

const worth = (some: readonly Work[]): number =>
  some.reduce((sum, { output }) => sum + hashprice.gross * output.mining + output.ai, 0);
const used = (some: readonly Work[], of: (work: Work) => number): number =>
  some.reduce((sum, each) => sum + of(each), 0);

/** What the same site would have made under static dispatch, from its settings: mining keeps to its part of the contract, AI to its own. */
function wouldHave(world: World, capacity: Readonly<Record<Workload, number>>): Work[] {
  const some = did(world);
  const overall = used(some, ({ facility }) => facility) / used(some, ({ it }) => it.mining + it.ai);
  const both = capacity.mining + capacity.ai;
  const part = (workload: Workload): number => ((mw.contract / overall) * capacity[workload]) / both;
  return [...demand(world)].map(({ at, ai, day }) => {
    const price = priceOn(day, world);
    const mining = price > worthOfMining ? 0 : part('mining');
    return workOf(at, { ai: Math.min(ai, part('ai')), mining }, price);
  });
}

/** The greatest of a long time's loads. */
const capacityIn = (world: World): Readonly<Record<Workload, number>> => {
  const some = did(world);
  const most = (workload: Workload): number =>
    quantile(
      some.map(({ it }) => it[workload] / joules).sort((one, other) => one - other),
      0.999,
    );
  return { mining: most('mining'), ai: most('ai') };
};

/** Greatest loads of days without scatter, by which the parts of the contract go. */
const usual = { mining: room(mw.contract) - 1.5, ai: 4 };

const seriesWith = (trial: Trial) => seriesOf([], { site: 'prairie', zone: 'UTC', trial, converted: 0 });
type Reading = 'efficiency_uplift' | 'efficiency_uplift_contract' | 'efficiency_uplift_cost' | 'uplift_ex_mix';
const valueOf = (reading: Reading, trial: Trial): number => numberOf(methods[reading], seriesWith(trial)) ?? NaN;
const assessed = (id: string, trial: Trial): ((reading: string) => Assessment | undefined) => {
  const all = claims.filter((each) => each.id === id).flatMap((claim) => assess(claim, seriesWith(trial)));
  return (reading) => all.find((each) => each.reading?.id === reading);
};

describe('static dispatch that is replayed', () => {
  test('is what a site would have done whose workloads each have a part of the contract to themselves', () => {
    const world = { days: 14, seed: 1, scatter: 0 };
    const [hybrid, still] = [did(world), wouldHave(world, usual)];
    const gain = worth(hybrid) / worth(still) - 1;
    expect(gain).toBeGreaterThan(0.1);
    expect(valueOf('efficiency_uplift_contract', trialOf(hybrid))).toBeCloseTo(gain, 9);
  });

  test('takes the energy that its load would have taken: what stands is told from what grows by the days on which mining stands still', () => {
    const world = { days: 14, seed: 1, scatter: 0, dear: 500 };
    const [hybrid, still] = [did(world), wouldHave(world, usual)];
    const per = (some: readonly Work[], of: (each: Work) => number | null): number =>
      worth(some) / used(some, (each) => of(each) ?? NaN);
    const truth = (of: (each: Work) => number | null): number => per(hybrid, of) / per(still, of) - 1;
    const trial = trialOf(hybrid);
    expect(valueOf('efficiency_uplift', trial)).toBeCloseTo(
      truth(({ facility }) => facility),
      9,
    );
    expect(valueOf('efficiency_uplift_cost', trial)).toBeCloseTo(
      truth(({ resource }) => resource.cost),
      9,
    );
  });

  test('spares mining nothing when power is dear: it stands still in both, and neither pays', () => {
    const [cheap, dear] = [30, 500].map((price) => trialIn({ days: 14, seed: 1, scatter: 0, dear: price }));
    expect(worthOfMining).toBeGreaterThan(30);
    const still = (trial: Trial | undefined): number[] =>
      (trial?.design === 'replay' ? trial.days : []).flatMap(({ made }) =>
        made.filter(({ arm }) => arm === 'static').map(({ work }) => work.output.mining),
      );
    expect(still(cheap).filter((hash) => hash === 0)).toHaveLength(0);
    expect(still(dear).filter((hash) => hash === 0)).toHaveLength(2);
  });

  test('finds no gain at a site whose workloads share nothing', () => {
    expect(
      valueOf('efficiency_uplift_contract', trialIn({ days: 28, seed: 1, scatter: 0, isShared: false })),
    ).toBeCloseTo(0, 9);
  });

  test('has intervals that cover the truth nine times in ten over 60 days', () => {
    const long = { days: 10_000, seed: 7 };
    const truth = worth(did(long)) / worth(wouldHave(long, capacityIn(long))) - 1;
    const coverage = coverageOf(truth, (seed) => uplift('contract')(trialIn({ days: 60, seed })));
    expect(coverage).toBeGreaterThan(leastCoverage(60));
    expect(coverage).toBeLessThan(mostCoverage);
  });

  describe('is judged by', () => {
    /** As if all of each day were known. */
    const whole = (world: World): Trial => ({ ...trialIn(world), coverage: 1, known: world.days });

    test('an interval that never supports, however far it is past the threshold, and says that it is modelled', () => {
      const of = assessed('S2.13', whole({ days: 120, seed: 3 }));
      const contract = of('contract');
      expect(contract?.interval?.low).toBeGreaterThan(0);
      expect(contract).toMatchObject({
        verdict: 'inconclusive',
        reason: 'modelled: static dispatch is replayed, which supports nothing, since no policy of dispatch is known',
        method: expect.stringMatching(
          /^efficiency_uplift_contract\/1 replay \(modelled\) at 50\.000 USD\/PH\/d and 1\.0000 USD/,
        ),
      });
      for (const reading of ['strict', 'uplift', 'cost', 'capital']) expect(of(reading)?.verdict).not.toBe('supported');
    });

    test('an interval that may contradict: an output per energy that is far from 30 % better', () => {
      expect(assessed('S4.3', whole({ days: 120, seed: 3 }))('strict')).toMatchObject({
        verdict: 'contradicted',
        value: expect.closeTo(0, 1),
      });
    });

    test('no fewer days than anything else', () => {
      expect(assessed('S4.3', whole({ days: 55, seed: 3 }))('strict')).toMatchObject({
        value: null,
        verdict: 'insufficient_data',
      });
    });
  });

  test.each([
    { without: 'a contract', change: { contract: null } },
    { without: 'a price of power', change: { cost: null } },
  ])('is not made without $without: what is measured says why nothing is', ({ change }) => {
    const some = did({ days: 14, seed: 1 }).map((each) => ({ ...each, resource: { ...each.resource, ...change } }));
    expect(trialOf(some)).toEqual(noTrial('no policy of dispatch is known'));
  });

  test('is held against what ran under hybrid dispatch, as far as that is told', () => {
    const some = did({ days: 14, seed: 1 });
    const policy = (arm: Arm, from: number, to: number): Policy => ({
      arm,
      hall: null,
      from: start + from * dayMs,
      to: start + to * dayMs,
    });
    expect(trialOf(some, [policy('static', 0, 14)])).toEqual(noTrial('no policy of dispatch is known'));
    const later = trialOf(some, [policy('static', 0, 4), policy('hybrid', 4, 14)]);
    expect(later.design === 'replay' ? later.days.map(({ at }) => (at - start) / dayMs) : []).toEqual(
      Array.from({ length: 10 }, (_, at) => at + 4),
    );
  });

  test('is not made in the place of a measured trial', () => {
    const measured: Trial = { design: 'switchback', lacking: null, zone: 'UTC', days: [], coverage: 1, known: 0 };
    expect(replayOf(measured, { policies: [], work: did({ days: 14, seed: 1 }), hashprices: new Map() }, 'UTC')).toBe(
      measured,
    );
  });
});
