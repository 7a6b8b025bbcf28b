import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#runtime';
import { BlockWalk } from './block-walk.ts';
import type { FeedRequest } from './feed.ts';
import { NodeAsker } from './node-feed.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

const hashOf = (height: number): string => height.toString(16).padStart(64, '0');
const heightOf = (hash: unknown): number => Number.parseInt(String(hash), 16);
const start = 1_700_000_000;

/** A node whose chain has this tip; answers in any order. */
class FakeNode {
  tip = 900_200;
  isDownloading = false;
  prunedBelow = 0;
  readonly calls: Call[] = [];
  readonly logins = new Set<string | undefined>();

  answer({ id, method, params }: Call): object {
    this.calls.push({ id, method, params });
    const height = heightOf(params[0]);
    if (method === 'getblockstats' && height < this.prunedBelow)
      return { id, result: null, error: { code: -1, message: 'Block not available (pruned data)' } };
    return { jsonrpc: '2.0', id, result: this.#results[method]?.(height, params[0]) };
  }

  readonly #results: Readonly<Record<string, (height: number, param: unknown) => unknown>> = {
    getblockchaininfo: () => ({
      chain: 'main',
      blocks: this.tip,
      difficulty: 1.2e14,
      initialblockdownload: this.isDownloading,
    }),
    getmininginfo: () => ({ blocks: this.tip, networkhashps: 9e20 }),
    getblockhash: (_, height) => hashOf(Number(height)),
    getblockheader: (height) => ({
      hash: hashOf(height),
      height,
      time: start + height + 3600,
      mediantime: start + height,
      difficulty: 1.2e14,
      previousblockhash: hashOf(height - 1),
    }),
    getblockstats: (height) => ({ height, subsidy: 312_500_000, totalfee: height - 900_000 }),
  };
}

let node: FakeNode;
let server: Server;
let asked: FeedRequest;

beforeEach(async () => {
  node = new FakeNode();
  server = createServer((request, response) => {
    node.logins.add(request.headers.authorization);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const calls = JSON.parse(Buffer.concat(chunks).toString()) as Call[];
      response.end(JSON.stringify(calls.map((call) => node.answer(call)).toReversed()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  asked = { feed: 'chain:node', url, timeoutMs: 5_000, clock: systemClock };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const asker = (): NodeAsker => new NodeAsker({ username: 'miner', password: 'hunter2' });
const countOf = (method: string): number => node.calls.filter((call) => call.method === method).length;

describe('a Bitcoin node', () => {
  test('tells the state of the chain with the mean fees of 144 blocks, and is asked for those of a block once', async () => {
    const own = asker();
    const { rows, problems } = await own.state(asked);
    expect(problems).toEqual([]);
    expect(rows).toMatchObject([
      { height: 900_200, difficulty: 1.2e14, subsidy_sat: 312_500_000, fee_sat: 129, network_hashrate_hs: 9e20 },
    ]);
    expect(rows[0]?.price_usd).toBeNull();
    expect(countOf('getblockstats')).toBe(144);
    node.tip += 1;
    expect((await own.state(asked)).rows[0]).toMatchObject({ height: 900_201, fee_sat: 130 });
    expect(countOf('getblockstats')).toBe(145);
    expect([...node.logins]).toEqual([`Basic ${Buffer.from('miner:hunter2').toString('base64')}`]);
  });

  test('tells its blocks from the newest back to those that are recorded', async () => {
    const walk = new BlockWalk({ feed: asked.feed, isRecorded: (height) => height <= 900_170 });
    const { rows, problems } = await asker().blocks(asked, walk);
    expect(problems).toEqual([]);
    expect(rows.map(({ height }) => height)).toEqual(Array.from({ length: 30 }, (_, index) => 900_171 + index));
    expect(rows.at(-1)).toMatchObject({
      hash: hashOf(900_200),
      started_at: (start + 900_199) * 1000,
      ended_at: (start + 900_200) * 1000,
      found_at: (start + 903_800) * 1000,
      subsidy_sat: 312_500_000,
      fee_sat: 200,
      pool: null,
    });
  });

  test('is refused while it is downloading the chain', async () => {
    node.isDownloading = true;
    const walk = new BlockWalk({ feed: asked.feed, isRecorded: () => false });
    await expect(asker().state(asked)).rejects.toThrow(/feed chain:node: the node is downloading the chain/);
    await expect(asker().blocks(asked, walk)).rejects.toThrow(/feed chain:node: the node is downloading the chain/);
  });

  test('that has pruned blocks tells the others, and those without their fees', async () => {
    node.prunedBelow = 900_198;
    const walk = new BlockWalk({ feed: asked.feed, isRecorded: () => true });
    const { rows, problems } = await asker().blocks(asked, walk);
    expect(rows.map(({ fee_sat }) => fee_sat)).toEqual([null, null, null, 198, 199, 200]);
    expect(problems[0]).toMatch(/getblockstats: feed chain:node: error -1: Block not available/);
    const state = await asker().state(asked);
    expect(state.rows[0]).toMatchObject({ height: 900_200, fee_sat: null });
  });

  test('that leaves a call unanswered is an error that names it and shows no login', async () => {
    node.answer = ({ id, method }) => (method === 'getmininginfo' ? {} : { id, result: 1 });
    const failing = asker().state(asked);
    await expect(failing).rejects.toMatchObject({ code: 'FEED_ANSWER' });
    await expect(failing).rejects.toThrow(/^feed chain:node: getmininginfo was not answered$/);
  });
});
