import type { Reading } from './claim.ts';

/** Fewer days say nothing of a block bootstrap of weeks. */
const eightWeeks = 56;

const measured = { unit: '1', minimumDays: eightWeeks } as const;
const aboveNothing = { value: 0, direction: 'above' } as const;
/** One efficiency held against several resources is one test: none is chosen afterwards. */
const family = 'resources';

const policies =
  'Days are hybrid or static as the dispatch feed says; that they were chosen by lot within weeks cannot be seen.';
const busyHours = 'AI work is read as GPU hours with busy multiprocessors: no job log says what they were for.';
const weather =
  'Of one change after twelve months of static dispatch, weather enters as the course of the year, since no wet-bulb temperature is stored; hardware that got better meanwhile counts as uplift.';
const halls = 'Of halls that are held back, it is the uplift of mining halls alone.';
const modelled =
  'Where no design measures it, static dispatch is replayed by a model: the method says so, and the verdict is never supported.';
const logarithms = 'Logarithms of ratios: the parts of overhead, mix, mining and AI add up to that of 1 + uplift.';

/** Without what comes of the mix: adding GPUs alone would raise the plain one. */
export const strictUplift: Reading = {
  ...measured,
  id: 'strict',
  metric: 'uplift_ex_mix',
  title: 'Output per energy under hybrid dispatch against static dispatch, without the effect of the mix',
  threshold: aboveNothing,
  method: 'uplift_ex_mix',
  caveats: [policies, busyHours, weather, halls, modelled],
};

export const plainUplift: Reading = {
  ...measured,
  id: 'uplift',
  metric: 'efficiency_uplift',
  title: 'The same with the effect of the mix: a little more AI and less mining raises it',
  method: 'efficiency_uplift',
};

const effect = (of: Pick<Reading, 'id' | 'title'> & { readonly method: NonNullable<Reading['method']> }): Reading => ({
  ...measured,
  ...of,
  metric: of.method,
  caveats: [logarithms],
});

/** What a hybrid makes of the contract: also what claim S2.2 says. */
export const contractUse: Reading = {
  ...measured,
  id: 'use',
  metric: 'uplift_use',
  title: 'Use of the contract under hybrid dispatch against static dispatch, logarithm',
  threshold: aboveNothing,
  method: 'uplift_use',
};

export const upliftReadings: readonly Reading[] = [
  strictUplift,
  { ...plainUplift, threshold: aboveNothing, family },
  {
    ...measured,
    id: 'contract',
    metric: 'efficiency_uplift',
    title: 'Output per contracted power and time, hybrid against static',
    threshold: aboveNothing,
    family,
    method: 'efficiency_uplift_contract',
  },
  {
    ...measured,
    id: 'cost',
    metric: 'efficiency_uplift',
    title: 'Output per cost of power, hybrid against static',
    threshold: aboveNothing,
    family,
    method: 'efficiency_uplift_cost',
  },
  {
    ...measured,
    id: 'capital',
    metric: 'efficiency_uplift',
    title: 'Output per capital and time, hybrid against static',
    threshold: aboveNothing,
    family,
    method: 'efficiency_uplift_capital',
    caveats: ['What was spent on the assets in service, as the register lists them, whatever is left of their life.'],
  },
  effect({ id: 'overhead', title: 'Part of the uplift that comes of less overhead (PUE)', method: 'uplift_overhead' }),
  effect({ id: 'mix', title: 'Part that comes of another mix of the workloads', method: 'uplift_mix' }),
  effect({ id: 'mining', title: 'Part that comes of more hash per IT energy of mining', method: 'uplift_mining' }),
  effect({ id: 'ai', title: 'Part that comes of more work per IT energy of AI', method: 'uplift_ai' }),
];
