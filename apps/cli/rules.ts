import { readFileSync } from 'node:fs';
import { parseRules, readyRules } from '#alerting';
import { messageOf } from '#runtime';
import { isMachine, say, wrong } from './output.ts';

/** Checks a file of alert rules; exits with 2 and every fault of it. */
export function checkRules(file: string, options: { readonly json?: boolean }): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong(`${file}: cannot be read: ${messageOf(error)}`);
  }
  const rules = parseRules(text, file, { others: readyRules.map(({ id }) => id) });
  if (isMachine(options)) return say(JSON.stringify({ file, rules: rules.map(({ id }) => id) }));
  say(`${file}: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, no fault`);
  for (const { id, title, severity, metric } of rules) say(`  ${id}: ${title} (${severity}, ${metric})`);
}
