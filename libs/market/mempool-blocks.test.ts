import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#runtime';
import { BlockWalk } from './block-walk.ts';
import type { FeedRequest } from './feed.ts';
import { askMempoolBlocks, parseMempoolBlocks } from './mempool-blocks.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<FeedRequest> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
  return { feed: 'chain:mempool', url, timeoutMs: 5_000, clock: systemClock };
}

const hash = (height: number): string => height.toString(16).padStart(64, '0');
const seconds = (height: number): number => 1_700_000_000 + height;
const block = (height: number, extras: object | null = {}): Record<string, unknown> => ({
  id: hash(height),
  height,
  timestamp: seconds(height) + 3600,
  mediantime: seconds(height),
  difficulty: 1.1e14,
  previousblockhash: hash(height - 1),
  extras: extras && { totalFees: 4_000_000, reward: 316_500_000, pool: { id: 1, name: 'One', slug: 'one' }, ...extras },
});
const parse = (items: readonly unknown[]): ReturnType<typeof parseMempoolBlocks> =>
  parseMempoolBlocks(Buffer.from(JSON.stringify(items)), 'chain:mempool');

describe('the blocks of a mempool server', () => {
  test('come with their median time in UTC ms, the subsidy of their height, their fees and their pool', () => {
    const { rows, problems } = parse([block(900_000, { orphans: [{ hash: hash(7) }] })]);
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        height: 900_000,
        hash: hash(900_000),
        parent: hash(899_999),
        foundAt: (seconds(900_000) + 3600) * 1000,
        medianAt: seconds(900_000) * 1000,
        difficulty: 1.1e14,
        subsidySat: 312_500_000,
        feeSat: 4_000_000,
        orphans: 1,
        pool: 'one',
        poolName: 'One',
      },
    ]);
  });

  test('without what only an indexed server knows are blocks of which that is not known', () => {
    const [row] = parse([block(900_000, null)]).rows;
    expect(row).toMatchObject({ feeSat: null, orphans: null, pool: null, poolName: null });
  });

  test('may have their times in ms, and are then the same', () => {
    const told = block(900_000);
    const inMs = {
      ...told,
      timestamp: Number(told['timestamp']) * 1000,
      mediantime: Number(told['mediantime']) * 1000,
    };
    expect(parse([inMs])).toEqual(parse([told]));
  });

  test('that pay more than the rules of the chain allow, or are damaged, are problems and cost the others nothing', () => {
    const { rows, problems } = parse([
      block(900_000, { reward: 400_000_000 }),
      { ...block(900_001), mediantime: 0 },
      { ...block(900_002), id: 'abc' },
      'block',
      block(900_003, { reward: 300_000_000 }),
    ]);
    expect(rows.map(({ height }) => height)).toEqual([900_003]);
    expect(problems.join('\n')).toMatch(
      /block 0: extras.reward.*another chain[^]*block 1.*mediantime[^]*block 2.*id[^]*block 3/,
    );
  });

  test('are asked for page by page, and not again while the newest have not changed', async () => {
    const paths: string[] = [];
    const asked = await serve((request, response) => {
      paths.push(request.url ?? '');
      const isKnown = request.headers['if-none-match'] === '"tip"';
      const top = Number(/\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 900_040);
      const page = JSON.stringify(Array.from({ length: 15 }, (_, index) => block(top - index)));
      response.writeHead(isKnown ? 304 : 200, { etag: '"tip"' }).end(isKnown ? undefined : page);
    });
    const walk = new BlockWalk({ feed: asked.feed, isRecorded: (height) => height <= 900_020 });
    const first = await askMempoolBlocks(asked, walk);
    expect(first.rows.map(({ height }) => height)).toEqual(Array.from({ length: 20 }, (_, at) => 900_021 + at));
    expect(await askMempoolBlocks({ ...asked, etag: first.etag }, walk)).toEqual({
      rows: [],
      problems: [],
      retryAfterMs: null,
      etag: '"tip"',
    });
    expect(paths).toEqual(['/api/v1/blocks', '/api/v1/blocks/900025', '/api/v1/blocks']);
  });

  test('that may not be had yet give no rows and no tag, but the wait that is asked for', async () => {
    const asked = await serve((request, response) => {
      if (request.url === '/api/v1/blocks') response.end(JSON.stringify([block(900_000)]));
      else response.writeHead(429, { 'retry-after': '9' }).end();
    });
    const walk = new BlockWalk({ feed: asked.feed, isRecorded: () => false });
    expect(await askMempoolBlocks(asked, walk)).toEqual({ rows: [], problems: [], retryAfterMs: 9_000, etag: null });
  });
});
