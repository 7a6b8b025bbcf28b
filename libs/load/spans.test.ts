import { expect, test } from '@jest/globals';
import { mergeSpans } from './spans.ts';

test('spans of one topic and site that overlap or touch become one, others stay', () => {
  const span = (from: number, to: number, site = 'a') => ({ topic: 'telemetry.asic', site, from, to }) as const;
  expect(mergeSpans([span(5, 9), span(0, 3), span(3, 4), span(6, 7), span(1, 2, 'b'), span(20, 30)])).toEqual([
    span(0, 4),
    span(5, 9),
    span(20, 30),
    span(1, 2, 'b'),
  ]);
  expect(mergeSpans([])).toEqual([]);
});
