import type { PowerProduct, PowerStatus } from '../power.ts';

/** How a market writes down its prices. */
export interface PowerConvention {
  /** Zone of the stamps that the parser reads: an IANA name or a fixed offset. */
  readonly zone: string;
  /** Zone of the market's days, by which its feeds are asked. */
  readonly dayZone: string;
  /** What a stamp names: a clock hour by its end (1 to 24), an interval by its start or end, or both of them. */
  readonly stamp: 'hour ending' | 'beginning' | 'ending' | 'both';
  /** How the hour that autumn repeats is told apart: by a flag, by the order of rows; null where the zone repeats none. */
  readonly repeated: 'flag' | 'order' | null;
  /** ISO 4217; null where the answer says it. */
  readonly currency: string | null;
  /** Products that the parser reads, with the minutes of an interval; null where the answer says them. */
  readonly minutes: { readonly [product in PowerProduct]?: number | null };
  /** Whether runs off schedule cut intervals short. */
  readonly mayBeShorter?: boolean;
  /** How far prices are settled where neither the answer nor the request says: real-time prices may be corrected. */
  readonly status: { readonly [product in PowerProduct]?: PowerStatus };
}

const hourAndFive = { DA: 60, RT5: 5 } as const;
const untilCorrected = { DA: 'final', RT5: 'prelim', RT15: 'prelim', SPP: 'prelim' } as const;

/**
 * Conventions per market. All prices are per MWh.
 * Left out: hourly real-time prices (PJM `rt_hrl_lmps`, MISO `rt_lmp_final`, NYISO `rtlbmp`), for which the normal form has no product, and
 * ERCOT's LMP per dispatch (`np6-788-cd`), whose stamps are times of runs without an end and at which loads do not settle.
 */
export const powerConventions = {
  ERCOT: {
    zone: 'America/Chicago',
    dayZone: 'America/Chicago',
    stamp: 'hour ending',
    repeated: 'flag',
    currency: 'USD',
    minutes: { DA: 60, SPP: 15 },
    status: untilCorrected,
  },
  CAISO: {
    zone: 'UTC',
    dayZone: 'America/Los_Angeles',
    stamp: 'both',
    repeated: null,
    currency: 'USD',
    minutes: { ...hourAndFive, RT15: 15 },
    status: untilCorrected,
  },
  PJM: {
    zone: 'UTC',
    dayZone: 'America/New_York',
    stamp: 'beginning',
    repeated: null,
    currency: 'USD',
    minutes: hourAndFive,
    status: untilCorrected,
  },
  SPP: {
    zone: 'UTC',
    dayZone: 'America/Chicago',
    stamp: 'ending',
    repeated: null,
    currency: 'USD',
    minutes: hourAndFive,
    status: untilCorrected,
  },
  /** Eastern Standard Time all the year. */
  MISO: {
    zone: '-05:00',
    dayZone: '-05:00',
    stamp: 'both',
    repeated: null,
    currency: 'USD',
    minutes: hourAndFive,
    status: untilCorrected,
  },
  /** Day-ahead stamps begin their hour, real-time stamps end their interval. */
  NYISO: {
    zone: 'America/New_York',
    dayZone: 'America/New_York',
    stamp: 'ending',
    repeated: 'order',
    currency: 'USD',
    minutes: hourAndFive,
    mayBeShorter: true,
    status: untilCorrected,
  },
  'ENTSO-E': {
    zone: 'UTC',
    dayZone: 'Europe/Brussels',
    stamp: 'both',
    repeated: null,
    currency: null,
    minutes: { DA: null },
    status: untilCorrected,
  },
  NORDPOOL: {
    zone: 'UTC',
    dayZone: 'Europe/Oslo',
    stamp: 'both',
    repeated: null,
    currency: null,
    minutes: { DA: null },
    status: untilCorrected,
  },
  /** Australian Eastern Standard Time all the year; stamps carry their offset. */
  NEM: {
    zone: '+10:00',
    dayZone: '+10:00',
    stamp: 'ending',
    repeated: null,
    currency: 'AUD',
    minutes: { RT5: 5 },
    status: untilCorrected,
  },
} as const satisfies Readonly<Record<string, PowerConvention>>;

export type PowerMarket = keyof typeof powerConventions;
