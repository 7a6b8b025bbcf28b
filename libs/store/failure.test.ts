import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, test } from '@jest/globals';
import { storeFailure } from './failure.ts';

const server = (code: number, message = 'text'): ClickHouseError =>
  new ClickHouseError({ code: String(code), message, type: 'TYPE' });
const system = (code: string): Error => Object.assign(new Error('text'), { code });

describe('a failed write', () => {
  test.each([
    [server(159), 'STORE_UNKNOWN', 'look-up'],
    [server(209), 'STORE_UNKNOWN', 'look-up'],
    [server(210), 'STORE_UNKNOWN', 'look-up'],
    [server(319), 'STORE_UNKNOWN', 'look-up'],
    [server(999), 'STORE_UNKNOWN', 'look-up'],
    [server(202), 'STORE_UNAVAILABLE', 'retry'],
    [server(252, 'Too many parts (300)'), 'STORE_UNAVAILABLE', 'retry'],
    [server(252, 'Too many partitions for single INSERT block'), 'STORE_REFUSED', 'smaller-block'],
    [server(241), 'STORE_REFUSED', 'smaller-block'],
    [server(469), 'STORE_REFUSED', 'bisect'],
    [server(4_242), 'STORE_REFUSED', 'give-up'],
    [system('ECONNREFUSED'), 'STORE_UNAVAILABLE', 'retry'],
    [system('ECONNRESET'), 'STORE_UNKNOWN', 'look-up'],
    [new Error('Timeout error.'), 'STORE_UNKNOWN', 'look-up'],
  ])('%s is %s: %s', (error, code, remedy) => {
    const failure = storeFailure(error, { isWrite: true, url: 'http://store' });
    expect([failure.code, failure.details['remedy']]).toEqual([code, remedy]);
    expect(failure.cause).toBe(error);
  });
});

test('a failed read whose write would be unknown may be repeated', () => {
  for (const error of [server(159), system('ECONNRESET')]) {
    const failure = storeFailure(error, { isWrite: false, url: 'http://store' });
    expect([failure.code, failure.details['remedy']]).toEqual(['STORE_UNAVAILABLE', 'retry']);
  }
});
