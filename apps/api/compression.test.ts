import { describe, expect, test } from '@jest/globals';
import { acceptsGzip, isCompressible } from './compression.ts';

describe('gzip', () => {
  test.each([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['GZIP', true],
    ['x-gzip', true],
    ['gzip;q=0', false],
    ['gzip; q=0, *', false],
    ['*', true],
    ['*;q=0', false],
    ['br', false],
    ['identity', false],
  ])('is accepted by %s: %s', (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });

  test.each([
    ['application/json; charset=utf-8', true],
    ['application/problem+json', true],
    ['text/csv; charset=utf-8; header=present', true],
    ['application/vnd.apache.arrow.stream', true],
    ['application/vnd.apache.parquet', false],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', false],
    ['application/pdf', false],
  ])('is worth it for %s: %s', (type, expected) => {
    expect(isCompressible(type)).toBe(expected);
  });
});
