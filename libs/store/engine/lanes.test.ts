import { describe, expect, test } from '@jest/globals';
import { createLanes } from './lanes.ts';

const never = new AbortController().signal;
const analyst = { isLoader: false, signal: never };
const loader = { isLoader: true, signal: never };

describe('lanes', () => {
  test('keep one for the loader', async () => {
    const lanes = createLanes({ pipes: ['a', 'b'], queueMs: 10, maxQueue: 5 });
    expect((await lanes.acquire(analyst)).pipe).toBe('b');
    await expect(lanes.acquire(analyst)).rejects.toMatchObject({ code: 202, status: 503 });
    expect((await lanes.acquire(loader)).pipe).toBe('a');
    expect(lanes.busy).toBe(2);
  });

  test('that come free go to the loader first, and the reserved one to nobody else', async () => {
    const lanes = createLanes({ pipes: ['a', 'b'], queueMs: 5_000, maxQueue: 5 });
    const reserved = await lanes.acquire(loader);
    const general = await lanes.acquire(analyst);
    const order: string[] = [];
    const second = lanes.acquire(analyst).then((lane) => order.push(`analyst ${lane.pipe}`));
    const first = lanes.acquire(loader).then((lane) => {
      order.push(`loader ${lane.pipe}`);
      lanes.release(lane);
    });
    lanes.release(general);
    await Promise.all([first, second]);
    expect(order).toEqual(['loader b', 'analyst b']);
    lanes.release(reserved);
    expect(lanes.busy).toBe(1);
  });

  test('keep one for analysts too, however much is loaded', async () => {
    const lanes = createLanes({ pipes: ['a', 'b', 'c'], queueMs: 5_000, maxQueue: 5 });
    const loading = await lanes.acquire(loader);
    await lanes.acquire(loader);
    const waiting = lanes.acquire(loader);
    const lane = await lanes.acquire(analyst);
    expect(lane.pipe).toBe('c');
    const next = lanes.acquire(analyst);
    lanes.release(lane);
    expect((await next).pipe).toBe('c');
    await expect(Promise.race([waiting, Promise.resolve('still waiting')])).resolves.toBe('still waiting');
    lanes.release(loading);
    expect((await waiting).pipe).toBe(loading.pipe);
  });

  test('do not let more wait than they were told', async () => {
    const lanes = createLanes({ pipes: ['a', 'b'], queueMs: 5_000, maxQueue: 0 });
    await lanes.acquire(analyst);
    await expect(lanes.acquire(analyst)).rejects.toMatchObject({ code: 202 });
  });

  test('forget a client that goes away while it waits', async () => {
    const lanes = createLanes({ pipes: ['a', 'b'], queueMs: 5_000, maxQueue: 5 });
    const lane = await lanes.acquire(analyst);
    const gone = new AbortController();
    const waiting = lanes.acquire({ isLoader: false, signal: gone.signal });
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ code: 394 });
    lanes.release(lane);
    expect(lanes.busy).toBe(0);
  });
});
