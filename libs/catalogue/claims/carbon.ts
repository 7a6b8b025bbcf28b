import type { Reading } from './claim.ts';

const whole = 'Of certificates and contracts that the register lists; without any it is the residual mix.';
const neverNetted = 'Avoided emissions are never set off against it.';

/** Scope 2 by market, and what of the energy was free of carbon in its own hours. */
export const marketReadings: readonly Reading[] = [
  {
    id: 'market',
    metric: 'scope2_market_annual',
    title: 'Emissions of the energy drawn in the whole window, by market',
    unit: 'kg',
    threshold: { value: 0, direction: 'at_most' },
    kpi: {},
    minimumDays: 7,
    caveats: [whole, neverNetted, 'A number without an interval.'],
  },
  {
    id: 'market_hourly',
    metric: 'scope2_market_hourly',
    title: 'The same, where only what was bought for the hour counts in it',
    unit: 'kg',
    threshold: { value: 0, direction: 'at_most' },
    kpi: {},
    minimumDays: 7,
    caveats: [whole, neverNetted],
  },
  {
    id: 'carbon_free',
    metric: 'cfe_score',
    title: 'Share of energy that was free of carbon in its own hour',
    unit: '1',
    kpi: {},
    minimumDays: 7,
  },
];
