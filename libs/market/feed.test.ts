import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock, systemClock } from '#runtime';
import { askFeed, askMempool, type FeedRequest, retryAfterOf } from './feed.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

async function serve(listener: RequestListener, more: Partial<FeedRequest> = {}): Promise<FeedRequest> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  return { feed: 'chain:mempool', url, timeoutMs: 5_000, clock: systemClock, ...more };
}

describe('a feed', () => {
  test('gives its body and its ETag, and later says that nothing has changed', async () => {
    const asked = await serve((request, response) => {
      const isKnown = request.headers['if-none-match'] === '"v1"';
      response.writeHead(isKnown ? 304 : 200, { etag: '"v1"' }).end(isKnown ? undefined : '[]');
    });
    expect(await askFeed(asked)).toEqual({ kind: 'body', body: new Uint8Array(Buffer.from('[]')), etag: '"v1"' });
    expect(await askFeed({ ...asked, etag: '"v1"' })).toEqual({ kind: 'unchanged' });
  });

  test.each([
    [204, {}, { kind: 'empty' }],
    [429, { 'retry-after': '7' }, { kind: 'wait', retryAfterMs: 7_000 }],
    [429, {}, { kind: 'wait', retryAfterMs: null }],
    [503, { 'retry-after': '1' }, { kind: 'wait', retryAfterMs: 1_000 }],
  ])('may answer %i %j', async (status, headers, answer) => {
    expect(await askFeed(await serve((_, response) => response.writeHead(status, headers).end()))).toEqual(answer);
  });

  test.each([302, 404, 500, 503])(
    'that answers %i is an error that names it and shows no secret of its URL',
    async (status) => {
      const asked = await serve((_, response) => response.writeHead(status, { location: '/elsewhere' }).end('<html>'));
      const failing = askFeed({ ...asked, url: `${asked.url}/prices?key=hunter2` });
      await expect(failing).rejects.toMatchObject({
        code: 'FEED_ANSWER',
        message: `feed chain:mempool: ${asked.url}/prices answered ${status}`,
      });
    },
  );

  test('that hangs, drips or nobody listens for is an error within the timeout', async () => {
    const asked = await serve((_, response) => void response.writeHead(200).write('['), { timeoutMs: 150 });
    await expect(askFeed(asked)).rejects.toMatchObject({
      code: 'FEED_ANSWER',
      message: expect.stringContaining('150 ms'),
    });
    await expect(askFeed({ ...asked, url: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'FEED_ANSWER' });
  });

  test('that answers without end is an error', async () => {
    const asked = await serve((_, response) => {
      const block = Buffer.alloc(1024 * 1024, ' ');
      const more = (): void => {
        while (response.writable && response.write(block));
      };
      response.on('drain', more);
      more();
    });
    await expect(askFeed(asked)).rejects.toMatchObject({ code: 'FEED_ANSWER' });
  });

  test('is not waited for once the caller gives up', async () => {
    const stop = new AbortController();
    const asking = askFeed(await serve(() => undefined, { signal: stop.signal }));
    stop.abort(new Error('shutting down'));
    await expect(asking).rejects.toThrow('shutting down');
  });

  test('is timed by the clock that is passed in', async () => {
    const clock = new ManualClock(0);
    const asking = askFeed(await serve(() => undefined, { clock, timeoutMs: 60_000 }));
    clock.advance(60_000);
    await expect(asking).rejects.toMatchObject({ code: 'FEED_ANSWER' });
  });
});

describe('a mempool server', () => {
  test('is asked each path; one that fails loses itself', async () => {
    const asked = await serve((request, response) =>
      response.writeHead(request.url?.includes('prices') ? 500 : 200).end('{}'),
    );
    const { bodies, problems, retryAfterMs } = await askMempool({ ...asked, url: `${asked.url}/` });
    expect(Object.keys(bodies)).toEqual(['tip', 'retarget', 'hashrate', 'adjustments', 'rewards']);
    expect(problems).toEqual([expect.stringContaining('/api/v1/prices answered 500')]);
    expect(retryAfterMs).toBeNull();
  });

  test('that asks us to wait is asked no further', async () => {
    let count = 0;
    const asked = await serve((_, response) => (count++, response.writeHead(429, { 'retry-after': '30' }).end()));
    expect(await askMempool(asked)).toMatchObject({ bodies: {}, retryAfterMs: 30_000 });
    expect(count).toBe(1);
  });
});

test.each([
  ['120', 120_000],
  ['Fri, 01 May 2026 00:00:30 GMT', 30_000],
  ['Thu, 30 Apr 2026 00:00:00 GMT', 0],
  ['9999999', 86_400_000],
  ['Fri, 99 May 2026 00:00:30 GMT', null],
  ['soon', null],
  [null, null],
])('Retry-After %j', (header, ms) => {
  expect(retryAfterOf(header, 1_777_593_600_000)).toBe(ms);
});
