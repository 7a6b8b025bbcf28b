import { expect, test } from '@jest/globals';
import { signalBounds } from '#catalogue';
import { dayMs, rowEncoder, topics, topicNames } from '#contracts';
import { parseCarbon, parseDispatch, parseGpuPrice, parsePower } from '#market';
import { carbonRows, eventRows, type FeedRows, gpuRows, powerRows } from '../../apps/collector/index.ts';
import { decode } from '../../libs/load/decode.ts';
import { Marks } from '../../libs/load/marks.ts';
import { openMessage } from '../../libs/load/message.ts';

const now = Date.parse('2026-06-03T17:00:00Z');
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const options = { feed: 'f', knownAt: now };

/** Answers that say as little as they may. */
const least: Readonly<Record<string, () => FeedRows>> = {
  'a price without components': () => {
    const row = {
      market: 'SIM',
      node: 'N',
      product: 'DA',
      start_utc: '2026-06-03T00:00:00Z',
      end_utc: '2026-06-03T01:00:00Z',
    };
    const body = bytes([{ ...row, price: -3, currency: 'USD', status: 'prelim' }]);
    return powerRows('f', parsePower({ kind: 'normal', product: 'DA', node: 'N' }, body, options).rows);
  },
  'an intensity that does not say what it counts': () => {
    const body = bytes({ zone: 'R', history: [{ datetime: '2026-06-03T00:00:00Z', carbonIntensity: 400 }] });
    return carbonRows('f', parseCarbon({ kind: 'electricity_maps', zone: 'R' }, body, options).rows);
  },
  'a rent of any region and form factor': () => {
    const type = { name: 'a', gpu_description: 'H100', price_cents_per_hour: 220, specs: { gpus: 1 } };
    const source = { kind: 'lambda', model: 'H100', pricing: 'ondemand', isVerifiedOnly: false } as const;
    return gpuRows('f', parseGpuPrice(source, bytes({ data: { a: { instance_type: type } } }), options).rows);
  },
  'an order without an end': () => {
    const order = { event_id: 'e', revision: 1, kind: 'curtailment', reason: 'economic', scope: 'site' };
    const body = bytes([{ ...order, started_at: '2026-06-03T00:00:00Z', ended_at: null, setpoint_w: null }]);
    return eventRows('f', parseDispatch(body, options).rows);
  },
};

test.each(Object.entries(least))('%s is a row that the loader takes', async (_, read) => {
  const { topic, key, rows } = read();
  expect(rows).toHaveLength(1);
  const day = Math.floor(Number(rows[0]?.row[topics[topic].dayColumn]) / dayMs);
  const header = { collector: 'c', incarnation: 'i', sequence: 1, site: key, day, produced_at: now, count: 1 };
  const value = rowEncoder(topic).encode(
    header,
    rows.map(({ row }) => row),
  );
  if (!value) throw new Error('too large');
  const message = { offset: 0n, key, value, timestamp: now };
  const opened = [{ topic, message, head: openMessage(topic, message) }];
  const logs = new Map(topicNames.map((each) => [each, 1]));
  const given = { partition: 0, bounds: signalBounds, logs, present: new Map(), marks: new Marks(), maxRows: 10 };
  const { blocks, dead } = await decode(opened, given);
  expect(dead.map(({ reason, message: why }) => `${reason} ${why}`)).toEqual([]);
  expect(blocks.map(({ block }) => block.rows)).toEqual([1]);
});
