import { expect, test } from '@jest/globals';
import type { PartitionLoader } from '#load';
import { ManualClock, silentLogger } from '#runtime';
import type { Member, Position } from '#stream';
import { Checkpoints } from './checkpoints.ts';
import { createSelfMetrics } from './self-metrics.ts';

const positions: ReadonlyMap<string, Position> = new Map([['telemetry.asic', { offset: 7n, metadata: '' }]]);

test('positions are committed within half a minute although the sites never have all grains at the same time by themselves', async () => {
  const clock = new ManualClock(0);
  const commits: number[] = [];
  const checkpoints = new Checkpoints({
    clock,
    logger: silentLogger,
    metrics: createSelfMetrics(),
    pauseMs: 500,
    rollup: {
      mark: () => undefined,
      markStored: () => undefined,
      isDirty: () => true,
      recompute: ({ isWhole = false } = {}) => Promise.resolve({ buckets: 1, isWhole }),
      pollRevisions: () => Promise.resolve(),
      publish: () => Promise.resolve(0),
    },
  });
  const loader: Partial<PartitionLoader> = {
    checkpoint: () => ({ positions }) as ReturnType<PartitionLoader['checkpoint']>,
    committed: () => undefined,
  };
  const member: Partial<Member> = {
    commit: (_partition, committed) => {
      expect(committed).toBe(positions);
      commits.push(clock.now());
      return Promise.resolve();
    },
  };
  checkpoints.add(0, loader as PartitionLoader, member as Member);
  const stop = new AbortController();
  const running = checkpoints.run(stop.signal);
  while (clock.now() < 100_000) {
    clock.advance(500);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
  stop.abort();
  await running;
  const pauses = commits.map((at, index) => at - (commits[index - 1] ?? 0));
  expect(commits.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(31_000);
});
