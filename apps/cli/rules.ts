import { parseRules, playCases, readyRules } from '#alerting';
import { readText } from '#runtime';
import { isMachine, say } from './output.ts';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Checks a file of alert rules and plays its cases; exits with 2 and every fault of it, or every state that is not the wanted one. */
export function checkRules(file: string, options: { readonly json?: boolean }): void {
  const text = readText(file);
  const rules = parseRules(text, file, { others: readyRules.map(({ id }) => id) });
  const cases = playCases(text, file, [...rules, ...readyRules]);
  if (isMachine(options))
    return say(JSON.stringify({ file, rules: rules.map(({ id }) => id), cases: cases.map(({ title }) => title) }));
  say(`${file}: ${counted(rules.length, 'rule')}, ${counted(cases.length, 'case')}, no fault`);
  for (const { id, title, severity, metric } of rules) say(`  ${id}: ${title} (${severity}, ${metric})`);
}
