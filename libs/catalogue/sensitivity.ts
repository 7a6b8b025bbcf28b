import type { MetricId } from './catalogue.ts';
import type { Formula } from './metric.ts';

/** What a sensitivity gives in each cell: a formula of metrics, some of them assumed instead of measured. */
export interface Figure {
  readonly formula: Formula;
  /** As of a metric. */
  readonly unit: string;
  readonly display: { readonly unit: string; readonly scale: number };
  readonly brief: string;
}

/** Figures over a grid of assumptions, everything else as measured. */
export interface Sensitivity {
  /** The metric that each axis stands for, and the unit that its values are given in. */
  readonly axes: Readonly<Record<string, { readonly metric: MetricId; readonly unit: string; readonly brief: string }>>;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** What mining would leave at other prices. Both prices are assumed in USD, so that the currency of the site does not matter. */
export const miningSensitivity = {
  axes: {
    hashprice: {
      metric: 'hashprice_usd',
      unit: 'USD/PH/day',
      brief: 'Earnings of one PH/s in a day, before the pool fee.',
    },
    power_price: { metric: 'avg_price_paid', unit: 'USD/MWh', brief: 'Price of power, all in; negative is valid.' },
  },
  figures: {
    margin_per_mwh: {
      formula: 'hash_spread',
      unit: '{USD}/J',
      display: { unit: 'USD/MWh', scale: 3.6e9 },
      brief: 'What a MWh of the facility earns by mining, less its price.',
    },
    margin_per_ph_day: {
      formula: ['-', ['*', 'hashprice_usd', ['-', 1, 'pool_fee']], 'hashcost'],
      unit: '{USD}/{hash}',
      display: { unit: 'USD/PH/day', scale: 8.64e19 },
      brief: 'What one PH/s earns in a day, less its power.',
    },
    breakeven_power_price: {
      formula: 'breakeven_power_price',
      unit: '{USD}/J',
      display: { unit: 'USD/MWh', scale: 3.6e9 },
      brief: 'Power price at which nothing is left.',
    },
  },
} as const satisfies Sensitivity;
