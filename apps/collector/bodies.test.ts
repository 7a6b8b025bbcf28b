import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import avro from 'avsc';
import { schemaById } from '#contracts';
import { parseSite, type Site } from '#register';
import { ManualClock, silentLogger, systemClock } from '#runtime';
import { Bodies, type KeptBody, withBodies } from './bodies.ts';
import { Feeds } from './feeds.ts';
import { openRecorder } from './recorder.ts';
import { previewReplay, replay } from './replay.ts';

const dayMs = 86_400_000;
let directory = '';
let clock: ManualClock;
let open: Bodies[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coload-bodies-'));
  clock = new ManualClock(100 * dayMs);
  open = [];
});
afterEach(async () => {
  for (const bodies of open) await bodies.stop();
  rmSync(directory, { recursive: true, force: true });
});

function opened(maxBytes = 1_000_000): Bodies {
  const bodies = new Bodies({ directory, maxBytes, maxAgeMs: 10 * dayMs, clock, logger: silentLogger });
  open.push(bodies);
  return bodies;
}

const body = (text: string): Buffer => Buffer.from(text);
/** What cannot be made smaller. */
const noise = (seed: string, hashes: number): Buffer =>
  Buffer.concat(Array.from({ length: hashes }, (_, i) => createHash('sha256').update(`${seed} ${i}`).digest()));
const listed = (): Promise<readonly KeptBody[]> => withBodies(directory, (bodies) => bodies);

describe('bodies of feeds', () => {
  test('are kept once each, whoever says them, and come back as they were', async () => {
    const bodies = opened();
    const key = await bodies.keep('f', body('one'), 1_000 + clock.now());
    expect(key).not.toBeNull();
    expect(await bodies.keep('f', body('one'), 2_000 + clock.now())).toBeNull();
    const size = bodies.bytes;
    expect(await bodies.keep('g', body('one'), 3_000 + clock.now())).not.toBeNull();
    expect(bodies.bytes).toBe(size);
    expect((await listed()).map(({ feed, bytes, told }) => [feed, bytes, told])).toEqual([
      ['f', 3, null],
      ['g', 3, null],
    ]);
    expect(await withBodies(directory, ([first], contentOf) => contentOf(first?.hash ?? '').toString())).toBe('one');
  });

  test('say which batches their rows became, over a restart too', async () => {
    const first = opened();
    const key = await first.keep('f', body('one'), clock.now());
    if (!key) throw new Error('not kept');
    const told = { topic: 'market.power', incarnation: 'i', sequences: [3, 4], rows: 700 } as const;
    await first.tell(key, told);
    await first.stop();
    open = [];
    const again = opened();
    expect(again.bytes).toBeGreaterThan(0);
    expect(await again.keep('f', body('one'), clock.now())).toBeNull();
    expect(await listed()).toEqual([expect.objectContaining({ feed: 'f', parser: 1, told })]);
  });

  test('go when they are too many or too old, the oldest first', async () => {
    const bodies = opened(4_000);
    for (const seed of ['a', 'b', 'c', 'd']) {
      clock.advance(1);
      await bodies.keep('f', noise(seed, 40), clock.now());
    }
    expect(bodies.bytes).toBeLessThanOrEqual(4_000);
    expect((await listed()).map(({ at }) => at - 100 * dayMs)).toEqual([2, 3, 4].slice(-(await listed()).length));
    clock.advance(11 * dayMs);
    await bodies.keep('f', body('new'), clock.now());
    expect((await listed()).map(({ bytes }) => bytes)).toEqual([3]);
  });

  test('stay as long as one of the feeds that said them is not too old', async () => {
    const bodies = opened();
    await bodies.keep('f', body('both'), clock.now());
    clock.advance(6 * dayMs);
    await bodies.keep('g', body('both'), clock.now());
    clock.advance(6 * dayMs);
    await bodies.keep('g', body('new'), clock.now());
    expect((await listed()).map(({ feed }) => feed)).toEqual(['g', 'g']);
    expect(await withBodies(directory, ([first], contentOf) => contentOf(first?.hash ?? '').toString())).toBe('both');
  });

  test('that cannot be kept cost nothing else', async () => {
    const bodies = opened();
    await bodies.stop();
    open = [];
    expect(await bodies.keep('f', body('one'), clock.now())).toBeNull();
  });

  test('are not kept where there is to be no room for them', async () => {
    expect(await opened(0).keep('f', body('one'), clock.now())).toBeNull();
  });
});

const csv = [
  'Time Stamp,Name,PTID,LBMP ($/MWHr),Marginal Cost Losses ($/MWHr),Marginal Cost Congestion ($/MWHr)',
  '05/01/2026 00:05:00,WEST,1,25.5,0.5,-1',
].join('\r\n');
const feed = 'power:NYISO:WEST:RT5';
const siteWith = (more: string): Site =>
  parseSite(
    `
site: { id: site-1, zone: UTC }
market: { power: { kind: nyiso, market: NYISO, node: WEST, product: RT5, url: 'http://127.0.0.1:1/', ${more} } }
devices: [{ id: m1, kind: sunspec, address: "127.0.0.1:1", point: M0 }]
`,
    'site.yaml',
  );

describe('a body that is read again', () => {
  const keepTwo = async (): Promise<void> => {
    const bodies = opened();
    await bodies.keep(feed, body(csv), clock.now());
    await bodies.keep(feed, body('<html>busy</html>'), clock.now() + 1);
    await bodies.stop();
    open = [];
  };

  test('says what the parsers and the site file of today make of it, and one that is none says why', async () => {
    await keepTwo();
    const options = { directory, sites: [siteWith('')], clock: systemClock };
    expect(await previewReplay({ ...options, wanted: [feed] })).toEqual([
      expect.objectContaining({ feed, rows: 1, rowsBefore: null, problems: [], error: null }),
      expect.objectContaining({ rows: 0, error: expect.stringContaining('is a page') }),
    ]);
    await expect(previewReplay({ ...options, wanted: ['power:NYISO:WEST:RT6'] })).rejects.toThrow(
      `did you mean ${feed}?`,
    );
    expect(await previewReplay({ ...options, sites: [], wanted: [feed] })).toContainEqual(
      expect.objectContaining({ error: `no site file names the feed ${feed}` }),
    );
  });

  test('sends its rows as they were learned then: they replace what was read from it, and nothing told since', async () => {
    await keepTwo();
    const sent: Record<string, unknown>[] = [];
    const stream = {
      append: (topic: string, records: readonly { readonly value: Uint8Array }[]) => {
        for (const record of records) {
          const value = Buffer.from(record.value);
          const schema = schemaById(value.readInt32BE(1));
          const batch: unknown = avro.Type.forSchema(schema?.avro as avro.Schema).fromBuffer(value.subarray(5));
          sent.push({ topic, ...(batch as object) });
        }
        return Promise.resolve([]);
      },
    };
    const options = { directory, sites: [siteWith('status: final')], wanted: [feed], clock: systemClock };
    await replay(options, stream, 'collector-1.replay');
    expect(sent).toEqual([
      expect.objectContaining({
        topic: 'market.power',
        collector: 'collector-1.replay',
        site: feed,
        price: [25.5],
        status: ['final'],
        known_at: [clock.now()],
      }),
    ]);
  });
});

test('a feed that is asked keeps what it answers, with the batches that its rows became, also what cannot be read', async () => {
  const answers = [csv, '<html>busy</html>'];
  const server = createServer((_, response) => response.end(answers.shift() ?? csv));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const site = siteWith('poll_s: 0.1');
  const power = site.market.power && { ...site.market.power, url };
  const recorder = await openRecorder({ directory, collector: 'c', clock: systemClock, logger: silentLogger });
  const bodies = opened();
  let wake: () => void = () => undefined;
  const feeds = new Feeds({
    sites: [{ ...site, market: { ...site.market, power } }],
    record: (rows) => recorder.recordRows(rows),
    onRecorded: () => undefined,
    onOutcome: () => wake(),
    progress: { read: () => undefined, keep: () => Promise.resolve() },
    isRecorded: () => false,
    bodies,
    clock: systemClock,
    logger: silentLogger,
  });
  feeds.start();
  for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => (wake = resolve));
  await feeds.stop();
  server.closeAllConnections();
  server.close();
  const { incarnation } = recorder.spool;
  await recorder.stop();
  expect((await listed()).map(({ bytes, told }) => [bytes, told])).toEqual([
    [csv.length, { topic: 'market.power', incarnation, sequences: [1, 1], rows: 1 }],
    ['<html>busy</html>'.length, null],
  ]);
});
