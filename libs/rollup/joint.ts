/** A figure that joins two feeds takes only buckets in which both are covered to this share. */
export const joint = 0.9;

/** Whether a time that is known covers the time that it is due, as far as a joint figure wants. */
export const isCovered = (ms: number, dueMs: number): boolean => ms > 0 && ms >= joint * dueMs;
