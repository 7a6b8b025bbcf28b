import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockRows, type ChainBlock } from './block.ts';
import { BlockWalk, confirmations, type ReadBlocks } from './block-walk.ts';

const pageBlocks = 15;
const hashOf = (height: number, branch = ''): string => `${branch}${height}`;

const blockAt = (height: number, branch = '', parent = hashOf(height - 1, branch)): ChainBlock => ({
  height,
  hash: hashOf(height, branch),
  parent,
  foundAt: height * 600_000 + 3_000_000,
  medianAt: height * 600_000,
  difficulty: 1e14,
  subsidySat: 312_500_000,
  feeSat: 0,
  orphans: null,
  pool: null,
  poolName: null,
});

interface Served {
  readonly read: ReadBlocks;
  /** Heights that pages were asked from; null for the newest. */
  readonly asked: (number | null)[];
}

/** A feed whose chain has this tip; `fails` decides what a page is answered with instead. */
function serve(tip: number, fails: (from: number | null) => 'wait' | 'error' | null = () => null): Served {
  const asked: (number | null)[] = [];
  const read: ReadBlocks = (from) => {
    asked.push(from);
    const fault = fails(from);
    if (fault === 'error') return Promise.reject(new Error('cut off'));
    if (fault === 'wait') return Promise.resolve(null);
    const top = from ?? tip;
    return Promise.resolve(Array.from({ length: Math.min(pageBlocks, top + 1) }, (_, index) => blockAt(top - index)));
  };
  return { read, asked };
}

const walkTo = (recorded: number): BlockWalk =>
  new BlockWalk({ feed: 'chain:test', isRecorded: (height) => height <= recorded });
const heights = (blocks: readonly ChainBlock[] | null): number[] | undefined => blocks?.map(({ height }) => height);
const down = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe('a walk over a chain', () => {
  test('gives every block from the newest down to one that is recorded and confirmed, wherever that is', async () => {
    const chain = fc.record({ tip: fc.integer({ min: 20, max: 200 }), behind: fc.integer({ min: 0, max: 150 }) });
    await fc.assert(
      fc.asyncProperty(chain, async ({ tip, behind }) => {
        const recorded = tip - behind;
        const blocks = await walkTo(recorded).follow(serve(tip).read);
        expect(heights(blocks)).toEqual(down(tip, Math.max(Math.min(recorded, tip - confirmations), 0)));
      }),
      { numRuns: 50 },
    );
  });

  test('asks for one page when no more is new, and so reads the unconfirmed blocks again', async () => {
    const { read, asked } = serve(900);
    expect(heights(await walkTo(900).follow(read))).toEqual(down(900, 894));
    expect(asked).toEqual([null]);
  });

  test('that meets nothing recorded ends after a period of the difficulty, some pages at a time', async () => {
    const { read, asked } = serve(10_000);
    const walk = walkTo(-1);
    let blocks: readonly ChainBlock[] | null = null;
    let calls = 0;
    while (!blocks) {
      blocks = await walk.follow(read);
      calls += 1;
    }
    expect(heights(blocks)).toEqual(down(10_000, 10_000 - 2016));
    expect(calls).toBeGreaterThan(1);
    const pages = asked.filter((from) => from !== null);
    expect(new Set(pages).size).toBe(pages.length);
  });

  test.each(['wait', 'error'] as const)(
    'that is stopped by a feed that says %s goes on where it stood',
    async (fault) => {
      let isDown = false;
      const { read, asked } = serve(100, (from) => (isDown && from !== null && from < 70 ? fault : null));
      const walk = walkTo(10);
      isDown = true;
      if (fault === 'error') await expect(walk.follow(read)).rejects.toThrow('cut off');
      else expect(await walk.follow(read)).toBeNull();
      isDown = false;
      const before = asked.length;
      expect(heights(await walk.follow(read))).toEqual(down(100, 10));
      expect(asked.slice(before)).toEqual([null, 55, 40, 25, 10]);
    },
  );

  test('over a chain that changes meanwhile fails, and succeeds the next time', async () => {
    const branched = Array.from({ length: 10 }, (_, index) =>
      blockAt(50 - index, 'b', index === 9 ? hashOf(40) : undefined),
    );
    let isOld = true;
    const { read: readMain } = serve(45);
    const read: ReadBlocks = (from) =>
      from === null ? Promise.resolve(branched) : isOld ? Promise.resolve([blockAt(40, 'c')]) : readMain(from);
    const walk = walkTo(30);
    await expect(walk.follow(read)).rejects.toThrow(/feed chain:test: .*b41 at 41/);
    isOld = false;
    expect(heights(await walk.follow(read))).toEqual(down(50, 30));
  });

  test('that is told of no newest block fails', async () => {
    await expect(walkTo(0).follow(() => Promise.resolve([]))).rejects.toMatchObject({ code: 'FEED_ANSWER' });
  });
});

test('each row is the time since the block before; the lowest, of which that is not known, has none', () => {
  const rows = blockRows([blockAt(12), blockAt(10), blockAt(11)], 7);
  expect(rows.map(({ height, started_at, ended_at, known_at }) => [height, started_at, ended_at, known_at])).toEqual([
    [11, 6_000_000, 6_600_000, 7],
    [12, 6_600_000, 7_200_000, 7],
  ]);
});
