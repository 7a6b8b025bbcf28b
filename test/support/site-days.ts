import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Arm } from '../../libs/claims/uplift/policy.ts';
import type { TrialDay } from '../../libs/claims/uplift/trial-day.ts';
import type { Work } from '../../libs/claims/uplift/work.ts';

export const dayMs = 86_400_000;
/** A Monday. */
export const start = Date.UTC(2026, 0, 5);

/** Numbers of a seed: even in [0, 1), and normal, by Box and Muller. */
export function randomOf(seed: number): { even: () => number; normal: () => number } {
  const generator = xoroshiro128plus(seed);
  const even = (): number => uniformInt(generator, 0, 2 ** 31 - 1) / 2 ** 31;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
  return { even, normal };
}

/** The truth of a made-up site: what hybrid dispatch does to it, and what happens to it anyway. */
export interface World {
  readonly days: number;
  readonly seed: number;
  /** By how much each workload makes more of its IT energy on hybrid days: 0.15 is 15 %. */
  readonly uplift: number;
  /** Growth of output per energy over all days, by better hardware. */
  readonly drift?: number;
  /** Swing of the overhead over the year, as a share. */
  readonly weather?: number;
  /** Share of AI in IT energy on static and on hybrid days. */
  readonly aiShare?: Readonly<Record<Arm, number>>;
  /** Scatter of a day, as a share; half of it lasts into the next. */
  readonly scatter?: number;
}

/** A quarter of an hour in which a site of 10 MW of IT load makes what its energy gives. */
export function work(of: { at: number; aiShare: number; perEnergy: number; overhead: number; itMw?: number }): Work {
  const it = (of.itMw ?? 10) * 1e6 * 900;
  const energy = { mining: it * (1 - of.aiShare), ai: it * of.aiShare };
  const facility = it * of.overhead;
  const output = { mining: (energy.mining / 1.5e12) * of.perEnergy, ai: (energy.ai / 3.6e6) * of.perEnergy };
  return {
    at: of.at,
    output,
    it: energy,
    facility,
    resource: { energy: facility, contract: 15e6 * 900, cost: (facility / 3.6e9) * 50, capital: 2e7 * 900_000 },
    hashUsd: output.mining * 50,
    boardHours: 1000,
    boardsUsd: 1500,
  };
}

/** Days of which of each two one is drawn to be hybrid and the other static; one quarter of an hour stands for a day. */
export function switchbackDays(world: World): TrialDay[] {
  const { even, normal } = randomOf(world.seed);
  const { drift = 0, weather = 0, scatter = 0.04, aiShare = { static: 0.2, hybrid: 0.2 } } = world;
  let [lasting, isFirstHybrid] = [0, false];
  return Array.from({ length: world.days }, (_, day): TrialDay => {
    if (day % 2 === 0) isFirstHybrid = even() < 0.5;
    const arm = (day % 2 === 0) === isFirstHybrid ? 'hybrid' : 'static';
    lasting = 0.5 * lasting + scatter * normal();
    const gain = (arm === 'hybrid' ? 1 + world.uplift : 1) * (1 + (drift * day) / world.days);
    const at = start + day * dayMs;
    const season = 1 + weather * Math.sin((2 * Math.PI * day) / 365);
    const made = work({
      at,
      aiShare: aiShare[arm],
      perEnergy: gain * Math.exp(lasting),
      overhead: 1.2 * season * Math.exp(0.02 * normal()),
    });
    return { at, due: 1, known: 1, made: [{ arm, work: made }] };
  });
}
