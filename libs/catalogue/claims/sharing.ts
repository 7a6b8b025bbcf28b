import type { Reading } from './claim.ts';

/** Whether both workloads share a site, or the one displaces the other. */
export const sharingReadings: readonly Reading[] = [
  {
    id: 'co_operated',
    metric: 'co_operated_mw',
    title: 'Contracted power of the site, if both workloads ran on three days of four in the last quarter',
    unit: 'MW',
    method: 'co_operated_mw',
    minimumDays: 90,
  },
  {
    id: 'growth',
    metric: 'co_operated_mw',
    title: 'The same, less that of the first quarter of the window',
    unit: 'MW',
    threshold: { value: 0, direction: 'above' },
    method: 'co_operated_growth',
    minimumDays: 180,
    caveats: ['A number without an interval: one site is no sample.'],
  },
  {
    id: 'converted',
    metric: 'converted_mw',
    title: 'Rated power of halls that went from mining to AI and stayed for 90 days',
    unit: 'MW',
    method: 'converted_mw',
    minimumDays: 0,
    caveats: [
      'Conversion, not sharing: where it grows and co-operation does not, AI displaces mining.',
      'By the dated units of the register, where the boards of the hall drew energy on three days of four.',
    ],
  },
];
