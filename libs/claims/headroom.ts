import { contractedQuarters, drawnShare } from './capacity.ts';
import { part, type Statistic } from './statistic.ts';

const quarterS = 900;
const quarterHours = 0.25;

/** Contract less the highest mean of a quarter of an hour without a bridged gap, MW: what was never used of it. */
export const interconnectHeadroom = (): Statistic => ({
  parts: ['max', 'sum'],
  measure: ({ site }) => {
    const left = site.flatMap(({ contractedJ, levelJ }) =>
      contractedJ > 0 && levelJ !== null ? [(contractedJ - levelJ) / quarterS / 1e6] : [],
    );
    return [-Math.min(...left), left.length];
  },
  value: (total) => (part(total, 1) > 0 ? -part(total, 0) : null),
});

/** Hours in which both workloads drew more than 5 % of the contract. */
export const mixedHours = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: (day) => {
    const quarters = contractedQuarters(day);
    const mixed = quarters.filter(({ ai, mining, contracted }) => Math.min(ai, mining) > drawnShare * contracted);
    return [mixed.length * quarterHours, quarters.length];
  },
  value: (total) => (part(total, 1) > 0 ? part(total, 0) : null),
});
