import { describe, expect, test } from '@jest/globals';
import { etagOf, isMatch } from './etag.ts';

describe('an entity tag', () => {
  test('is that of the body alone', () => {
    expect(etagOf('a')).toBe(etagOf('a'));
    expect(etagOf('a')).not.toBe(etagOf('b'));
    expect(etagOf('a')).toMatch(/^W\/"[\w-]+"$/);
  });

  test.each([
    [undefined, false],
    ['*', true],
    ['"x"', true],
    ['W/"x"', true],
    ['"a", W/"x"', true],
    ['"a"', false],
  ])('is matched by %s: %s', (header, expected) => {
    expect(isMatch(header, 'W/"x"')).toBe(expected);
  });
});
