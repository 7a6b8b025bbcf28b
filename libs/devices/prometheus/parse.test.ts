import { describe, expect, test } from '@jest/globals';
import { parseExposition } from './parse.ts';

const one = (line: string): unknown => {
  const { samples, problems } = parseExposition(line);
  expect(problems).toEqual([]);
  return { ...samples[0], labels: { ...samples[0]?.labels } };
};

describe('a sample', () => {
  test.each([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['a{b="c"} 2.5e3', { name: 'a', labels: { b: 'c' }, value: 2500 }],
    ['a{b="c",} 1', { name: 'a', labels: { b: 'c' }, value: 1 }],
    ['a { b = "c" , d = "e" }\t1', { name: 'a', labels: { b: 'c', d: 'e' }, value: 1 }],
    ['a{b="say \\"hi\\" \\\\ and\\ngo"} 1', { name: 'a', labels: { b: 'say "hi" \\ and\ngo' }, value: 1 }],
    ['a{b="}, # {"} 1', { name: 'a', labels: { b: '}, # {' }, value: 1 }],
    ['a 1 1700000000000', { name: 'a', labels: {}, value: 1, timestampMs: 1_700_000_000_000 }],
    [
      'a_total{b="c"} 5 1.5 # {trace_id="x"} 0.67 1.4',
      { name: 'a_total', labels: { b: 'c' }, value: 5, timestampMs: 1.5 },
    ],
    ['a NaN', { name: 'a', labels: {}, value: Number.NaN }],
    ['a +Inf', { name: 'a', labels: {}, value: Infinity }],
    ['a -Inf', { name: 'a', labels: {}, value: -Infinity }],
    ['a{__proto__="x"} 1', { name: 'a', labels: JSON.parse('{"__proto__":"x"}') as object, value: 1 }],
  ])('%s', (line, sample) => {
    expect(one(line)).toEqual(sample);
  });
});

test('a bad line loses only itself and is named by its number', () => {
  const text = [
    '# HELP a x',
    'a 1',
    'a{b="c} 2',
    'a{b=c} 3',
    'a',
    'a x',
    'a{b="1",b="2"} 3',
    '9a 1',
    'a{} 1 2 3',
    'b 4',
    '',
  ].join('\r\n');
  const { samples, problems } = parseExposition(text);
  expect(samples.map(({ name, value }) => [name, value])).toEqual([
    ['a', 1],
    ['b', 4],
  ]);
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'line 3',
    'line 4',
    'line 5',
    'line 6',
    'line 7',
    'line 8',
    'line 9',
  ]);
});

test('a text of HELP and TYPE lines alone has no samples and no problems', () => {
  expect(parseExposition('# HELP a b\n# TYPE a gauge\n\n# EOF\n')).toEqual({ samples: [], problems: [], lines: 3 });
});

test('a text of megabytes is read in seconds', () => {
  const line = `DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-${'x'.repeat(200)}",modelName="M"} 41\n`;
  expect(parseExposition(line.repeat(16_000)).samples).toHaveLength(16_000);
}, 5_000);
