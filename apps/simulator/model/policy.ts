import { hourMs, type LocalTime } from './local-time.ts';
import { randomOf } from './random.ts';

/** How a local day is dispatched: both workloads as one load, or each as if it were alone. */
export type Arm = 'hybrid' | 'static';

/** Hours in which a mining hall is to make way for AI, UTC ms. */
interface Request {
  readonly from: number;
  readonly to: number;
  readonly hall: string;
}

/** The policy of dispatch of a site by the local day: a trial whose truth is that mining makes way for AI on hybrid days, and on no other. */
export interface Policy {
  arm(localDay: number): Arm;
  request(localDay: number): Request | null;
}

interface PolicyOptions {
  readonly seed: number;
  readonly site: string;
  readonly time: LocalTime;
  /** Halls that may be asked. */
  readonly halls: readonly string[];
}

/** A policy by lot: of each two days one is hybrid; on every other hybrid day a hall sleeps in the evening, when power is dear and AI is busy. */
export function createPolicy({ seed, site, time, halls }: PolicyOptions): Policy {
  const arm = (day: number): Arm => {
    const isFirstHybrid = randomOf(seed, site, 'policy', Math.floor(day / 2)).chance(0.5);
    return (day % 2 === 0) === isFirstHybrid ? 'hybrid' : 'static';
  };
  return {
    arm,
    request: (day) => {
      const random = randomOf(seed, site, 'ai-request', day);
      const hall = halls[random.integer(0, halls.length - 1)];
      if (arm(day) === 'static' || hall === undefined || random.chance(0.5)) return null;
      const from = time.instant(day, Math.round(random.between(17, 18.5) * 4) / 4);
      return { from, to: from + Math.round(random.between(4, 8)) * 0.25 * hourMs, hall };
    },
  };
}
