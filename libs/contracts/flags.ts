/** Bits of a reading's `flags`. */
export const flag = {
  /** Longer than three poll periods: the total is exact, its shape within the interval is not known. */
  bridged: 1,
  /** The device restarted: what it did between the last poll and the restart is unknown. */
  reset: 2,
  /** A counter of known modulus wrapped. */
  wrapped: 4,
  /** The wall clock and the monotonic clock disagree about the interval. */
  clockStepped: 8,
  /** A counter's base moved after several agreeing polls; what happened before is unknown. */
  rebased: 16,
  /** A counter fell without evidence of a restart: its quantity is unknown. */
  unexplainedFall: 32,
  /** A quantity exceeded what the device can do and was set aside: it is null. */
  implausible: 64,
  /** Several readings merged into one while the stream was away. */
  merged: 128,
} as const;

/** Where a quantity came from. */
export const origins = ['none', 'metered', 'psu', 'estimated', 'configured'] as const;
export type Origin = (typeof origins)[number];

/** Where an energy that is known came from. */
export const energyOrigins = ['metered', 'psu', 'estimated', 'configured'] as const satisfies readonly Origin[];
export type EnergyOrigin = (typeof energyOrigins)[number];

/** What stood in for a GPU's activity. */
export const activitySources = ['none', 'sm_active', 'gr_engine_active', 'gpu_util'] as const;
export type ActivitySource = (typeof activitySources)[number];

export const dayMs = 86_400_000;

/** Days since 1970-01-01 of a UTC instant in ms. */
export const utcDay = (ms: number): number => Math.floor(ms / dayMs);
