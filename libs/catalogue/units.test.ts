import { expect, test } from '@jest/globals';
import { canonicalUnit, productUnit, quotientUnit } from '#catalogue';

test.each([
  ['J', '{hash}', 'J/{hash}'],
  ['J', 'J', '1'],
  ['J', 's', 'J/s'],
  ['{USD}.s/{hash}', 's', '{money}/{hash}'],
  ['{USD}/{hash}', 'J/{hash}', '{money}/J'],
])('%s divided by %s is %s', (numerator, denominator, unit) => {
  expect(quotientUnit(numerator, denominator)).toBe(unit);
  expect(canonicalUnit(productUnit(unit, denominator))).toBe(canonicalUnit(numerator));
});

test('one unit has one spelling, whatever the order of its atoms', () => {
  expect(canonicalUnit('W')).toBe('J/s');
  expect(canonicalUnit('s.J')).toBe(canonicalUnit('J.s'));
  expect(() => canonicalUnit('J//s')).toThrow();
});
