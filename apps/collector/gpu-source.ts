import type { GpuSeriesRow } from '#market';
import type { FeedRows } from './recorder.ts';

const hourMs = 3_600_000;

/** Rental prices of GPUs as rows to record: a new one when anything has changed, or an hour has begun. */
export const gpuRows = (feed: string, rows: readonly GpuSeriesRow[]): FeedRows => ({
  topic: 'market.gpu',
  key: feed,
  rows: rows.map((row) => {
    const { observed_at: observedAt, known_at: _, ...price } = row;
    return { id: 'price', content: [Math.floor(observedAt / hourMs), ...Object.values(price)], row: { ...row } };
  }),
});
