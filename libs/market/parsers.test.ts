import { describe, expect, test } from '@jest/globals';
import { PipelineError } from '#runtime';
import { parseCarbon } from './carbon-feed.ts';
import { parseDispatch } from './dispatch.ts';
import { millisecondsOf, parseMempool, parseNetworkHistory } from './mempool.ts';
import { parseMempoolBlocks } from './mempool-blocks.ts';
import { parsePowerPrices } from './power.ts';

const options = { feed: 'power:ERCOT:HB_NORTH:RT5', knownAt: 1_780_000_000_000 };
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

const price = {
  market: 'ERCOT',
  node: 'HB_NORTH',
  product: 'RT5',
  start_utc: '2026-05-01T00:00:00Z',
  end_utc: '2026-05-01T00:05:00Z',
  price: 25.5,
  energy: 24,
  congestion: 1,
  loss: 0.5,
  currency: 'USD',
  status: 'prelim',
  known_at: '2026-05-01T00:06:00-05:00',
};

describe.each([
  ['power prices', (body: Uint8Array) => parsePowerPrices(body, options)],
  ['carbon', (body: Uint8Array) => parseCarbon({ kind: 'electricity_maps', zone: 'DE' }, body, options)],
  ['dispatch', (body: Uint8Array) => parseDispatch(body, options)],
  ['chain', (body: Uint8Array) => parseMempool({ prices: body, tip: body, hashrate: body }, options)],
  ['blocks', (body: Uint8Array) => parseMempoolBlocks(body, options.feed)],
  ['network history', (body: Uint8Array) => parseNetworkHistory(body, options.feed)],
])('an answer for %s', (_, parse) => {
  test.each([
    ['zero bytes', ''],
    ['blanks', ' \n'],
    ['an HTML page', '<!DOCTYPE html><title>503</title>'],
    ['text', 'rate limit exceeded'],
    ['cut JSON', '[{"market":'],
    ['null', 'null'],
    ['a wrong type', '"ok"'],
  ])('of %s is an error that names the feed', (_name, body) => {
    const act = (): unknown => parse(bytes(body));
    expect(act).toThrow(PipelineError);
    expect(act).toThrow(options.feed);
  });

  test('that is no UTF-8 is an error', () => {
    expect(() => parse(Buffer.from([0x5b, 0xff, 0xfe, 0x5d]))).toThrow(/not UTF-8/);
  });
});

describe('power prices', () => {
  test('become rows in UTC ms, with the time at which they were published', () => {
    expect(parsePowerPrices(bytes([price]), options)).toEqual({
      rows: [
        {
          market: 'ERCOT',
          node: 'HB_NORTH',
          product: 'RT5',
          price: 25.5,
          energy: 24,
          congestion: 1,
          loss: 0.5,
          currency: 'USD',
          status: 'prelim',
          start_at: 1_777_593_600_000,
          end_at: 1_777_593_900_000,
          known_at: 1_777_611_960_000,
        },
      ],
      problems: [],
    });
  });

  test('may be negative, and what is not told is null', () => {
    const { rows } = parsePowerPrices(
      bytes([{ ...price, price: -15.8, energy: null, congestion: undefined, loss: null, known_at: null }]),
      options,
    );
    expect(rows[0]).toMatchObject({
      price: -15.8,
      energy: null,
      congestion: null,
      loss: null,
      known_at: options.knownAt,
    });
  });

  test.each([
    ['start_utc', '2026-05-01T00:00:00'],
    ['start_utc', 1_777_593_600],
    ['start_utc', '1970-01-21T13:46:33.600Z'],
    ['end_utc', '+058299-11-18T00:00:00Z'],
    ['end_utc', '2026-05-01T00:00:00Z'],
    ['end_utc', '2026-05-03T00:00:00Z'],
    ['price', '25.5'],
    ['product', 'RT1'],
    ['currency', 'dollars'],
    ['status', 'maybe'],
    ['node', ''],
  ])('with a wrong %s (%j) lose only their row, which is named', (key, value) => {
    const { rows, problems } = parsePowerPrices(bytes([{ ...price, [key]: value }, price]), options);
    expect(rows).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining(`row 0: ${key}: `)]);
  });

  test('whose components do not sum to the price keep the price alone', () => {
    const { rows, problems } = parsePowerPrices(bytes([{ ...price, loss: 5 }]), options);
    expect(rows[0]).toMatchObject({ price: 25.5, energy: null, congestion: null, loss: null });
    expect(problems).toHaveLength(1);
  });

  test('of an empty list are no rows', () => {
    expect(parsePowerPrices(bytes([]), options)).toEqual({ rows: [], problems: [] });
  });
});

describe('dispatch events', () => {
  const event = {
    event_id: 'e1',
    revision: 2,
    kind: 'curtailment',
    reason: 'economic',
    scope: 'hall:asic-a',
    started_at: '2026-05-01T18:00:00Z',
    ended_at: null,
    setpoint_w: 1e6,
  };

  test('become rows, open while they last', () => {
    expect(parseDispatch(bytes([event, { ...event, ended_at: '2026-05-01T20:00:00Z' }]), options)).toEqual({
      rows: [
        { ...event, started_at: 1_777_658_400_000, ended_at: null, known_at: options.knownAt },
        { ...event, started_at: 1_777_658_400_000, ended_at: 1_777_665_600_000, known_at: options.knownAt },
      ],
      problems: [],
    });
  });

  test('tell of power that mining yields to AI', () => {
    const { rows, problems } = parseDispatch(bytes([{ ...event, reason: 'ai_request' }]), options);
    expect([rows, problems]).toEqual([[expect.objectContaining({ reason: 'ai_request' })], []]);
  });

  test('tell the policy of dispatch, which has reasons of its own', () => {
    const policy = { ...event, kind: 'policy', reason: 'static', scope: 'site', setpoint_w: null };
    const curtailed = { ...policy, reason: 'economic' };
    const { rows, problems } = parseDispatch(bytes([policy, curtailed]), options);
    expect(rows).toMatchObject([{ kind: 'policy', reason: 'static' }]);
    expect(problems).toEqual([expect.stringContaining('row 1: reason: not one of the kind of event')]);
  });

  test('tell of outages of the supply, which are planned or not', () => {
    const outage = { ...event, kind: 'outage', reason: 'unplanned', scope: 'site', setpoint_w: null };
    const { rows, problems } = parseDispatch(bytes([outage, { ...outage, reason: 'economic' }]), options);
    expect(rows).toMatchObject([{ kind: 'outage', reason: 'unplanned' }]);
    expect(problems).toEqual([expect.stringContaining('row 1: reason: not one of the kind of event')]);
  });

  test.each([
    ['scope', 'everything'],
    ['reason', 'whim'],
    ['reason', 'hybrid'],
    ['revision', 1.5],
    ['ended_at', '2026-05-01T17:00:00Z'],
    ['setpoint_w', -1],
  ])('with a wrong %s (%j) lose only their row', (key, value) => {
    const { rows, problems } = parseDispatch(bytes([event, { ...event, [key]: value }]), options);
    expect(rows).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining(`row 1: ${key}: `)]);
  });
});

describe('the chain', () => {
  const bodies = {
    tip: bytes('953600'),
    hashrate: bytes({
      hashrates: [],
      difficulty: [],
      currentHashrate: 8.9e20,
      currentDifficulty: 124_932_866_006_548.16,
    }),
    adjustments: bytes([
      [1_779_000_000, 953_568, 124_932_866_006_548.16, 1.01],
      [1_778_000_000, 951_552, 123e12, 0.99],
    ]),
    rewards: bytes({
      startBlock: 953_457,
      endBlock: 953_600,
      totalReward: '45432000000',
      totalFee: '432000071',
      totalTx: '5',
    }),
    prices: bytes({ time: 1_780_000_000, USD: 100_000.5, EUR: -1 }),
  };
  const row = {
    observed_at: options.knownAt,
    known_at: options.knownAt,
    height: 953_600,
    difficulty: 124_932_866_006_548.16,
    subsidy_sat: 312_500_000,
    fee_sat: 3_000_000,
    network_hashrate_hs: 8.9e20,
    price_usd: 100_000.5,
  };

  test('is one row of what the parts say', () => {
    expect(parseMempool(bodies, options)).toEqual({ rows: [row], problems: [] });
  });

  test('takes 0 and -1 as missing, and the difficulty then from the newest adjustment', () => {
    const down = {
      ...bodies,
      hashrate: bytes({ currentHashrate: 0, currentDifficulty: 0 }),
      prices: bytes({ time: 1, USD: -1 }),
    };
    expect(parseMempool(down, options).rows).toEqual([{ ...row, network_hashrate_hs: null, price_usd: null }]);
  });

  test('takes the height from the next retarget where the tip is not told', () => {
    const { tip: _, ...rest } = bodies;
    const retarget = bytes({ nextRetargetHeight: 955_584, remainingBlocks: 1984 });
    expect(parseMempool({ ...rest, retarget }, options).rows[0]).toMatchObject({
      height: 953_600,
      subsidy_sat: 312_500_000,
    });
  });

  test('loses only what a bad part would have given', () => {
    const { rows, problems } = parseMempool(
      { ...bodies, rewards: bytes({ startBlock: 1, endBlock: 144, totalFee: 'many' }), prices: bytes('<html>') },
      options,
    );
    expect(rows).toEqual([{ ...row, fee_sat: null, price_usd: null }]);
    expect(problems).toEqual([expect.stringContaining('reward-stats'), expect.stringContaining('prices')]);
  });
});

test('a history names its times either way, in seconds or in ms', () => {
  const history = {
    hashrates: [
      { timestamp: 1_779_000_000, avgHashrate: 8e20 },
      { timestamp: 1_779_086_400, avgHashrate: 0 },
    ],
    difficulty: [
      { time: 1_779_000_000, height: 953_568, difficulty: 1.2e14 },
      { timestamp: 1_778_000_000_000, height: 951_552, difficulty: 1.1e14 },
    ],
  };
  expect(parseNetworkHistory(bytes(history), 'chain')).toEqual({
    hashrates: [{ at: 1_779_000_000_000, hashrateHs: 8e20 }],
    difficulties: [
      { at: 1_779_000_000_000, height: 953_568, difficulty: 1.2e14 },
      { at: 1_778_000_000_000, height: 951_552, difficulty: 1.1e14 },
    ],
  });
  expect(millisecondsOf(0)).toBeNull();
});
