import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseRules, playCases, readyRules } from '#alerting';
import { PipelineError, projectPath } from '#runtime';

const readyFile = 'libs/alerting/ready.case.yaml';
const ready = (): string => readFileSync(projectPath(readyFile), 'utf8');

const file = `rules:
  - id: pue_high
    title: PUE is high
    severity: warning
    metric: ipue
    condition: { kind: threshold, above: 1.4, clear_at: 1.35 }
    for: 15m
    summary: 'PUE of {{ site }} is {{ value }}'
cases:
  - title: A quarter of an hour over the limit fires.
    rule: pue_high
    values: [1.5, 1.5, 1.38, 1.3]
    expect: { '00:15': pending, '00:30': firing, '00:45': firing, '01:00': resolved }
`;

const play = (text: string) => playCases(text, 'rules.yaml', [...parseRules(text, 'rules.yaml'), ...readyRules]);

function faultsOf(text: string): readonly string[] {
  try {
    play(text);
    return [];
  } catch (error) {
    if (error instanceof PipelineError) return error.details['faults'] as string[];
    throw error;
  }
}

describe('the ready rules', () => {
  test('do in their cases what these want', () => {
    expect(() => playCases(ready(), readyFile, readyRules)).not.toThrow();
  });

  test.each(readyRules.map(({ id }) => id))('have cases in which %s fires and in which it does not', (id) => {
    const states = playCases(ready(), readyFile, readyRules)
      .filter(({ rule }) => rule === id)
      .flatMap(({ expect: wanted }) => Object.values(wanted));
    expect(states).toContain('firing');
    expect(states).toContain('inactive');
  });
});

describe('the cases beside rules', () => {
  test('are played against the rules of the file', () => {
    expect(play(file).map(({ title }) => title)).toEqual(['A quarter of an hour over the limit fires.']);
  });

  test('need not be there', () => {
    expect(play(file.slice(0, file.indexOf('cases:')))).toEqual([]);
  });

  test('name file, rule, time, what was wanted and what came, of every state that is another', () => {
    const wrong = file.replace("'00:15': pending", "'00:15': firing").replace("'01:00': resolved", "'01:00': firing");
    expect(faultsOf(wrong)).toEqual([
      'rules.yaml:13:24 cases.0.expect.00:15: pue_high at 00:15: wanted firing, got pending (Interim PUE is 1.5, above 1.4)',
      expect.stringMatching(
        /^rules\.yaml:13:\d+ cases\.0\.expect\.01:00: pue_high at 01:00: wanted firing, got resolved \(/,
      ),
    ]);
  });

  test.each<[string, string, string, RegExp]>([
    ['a rule that is not there', 'rule: pue_high', 'rule: pue_hgih', /cases\.0\.rule: no rule pue_hgih; did you mean/],
    ['a time at which nothing is judged', "'00:30'", "'00:20'", /pue_high: nothing is judged at 00:20, only at 00:15/],
    ['a state that there is not', 'firing, ', 'fring, ', /cases\.0\.expect\.00:30: /],
    ['an unknown key', '    values', '    vlaues', /cases\.0: .*vlaues/],
    ['values without end', '[1.5,', '[{ value: 1, times: 9999999 },', /cases\.0\.values\.0/],
    ['a case that expects nothing', /expect: .*/.exec(file)?.[0] ?? '', 'expect: {}', /expects nothing/],
  ])('are refused for %s', (_, part, other, fault) => {
    expect(faultsOf(file.replace(part, other))).toContainEqual(expect.stringMatching(fault));
  });

  test('know what a value was in former weeks, and how old the last reading is', () => {
    const text = `rules:
  - { id: odd, title: Odd, severity: info, metric: mean_power, grain: hour, summary: s, condition: { kind: anomaly, by: 3 } }
cases:
  - title: A value far off its weeks fires once enough of them are known.
    rule: odd
    weeks: [100, 102, 98, 100]
    values: [{ value: 150, weeks: [100, 102, 98] }, 150, 100]
    expect: { '01:00': inactive, '02:00': firing, '03:00': resolved }
`;
    expect(play(text)).toHaveLength(1);
  });
});
