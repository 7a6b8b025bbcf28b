import { z } from 'zod';
import { dimensions } from '#catalogue';
import { faultyFile, nearest, readYaml } from '#runtime';
import { type Fault, type PartialRule, ruleFaults, setFaults } from './check.ts';
import { limitUnit } from './limit-unit.ts';
import { type AlertRule, type AlertRuleInput, type Condition, type ParsedRule, ruleSchema } from './rule.ts';

const most = 1_000;
const fileSchema = z.strictObject({
  rules: z.array(z.unknown(), 'must be a list of rules').max(most, `has more than ${most} rules`),
  // Played by `playCases`: whoever only needs the rules does without.
  cases: z.unknown().optional(),
});

/** Ids of rules that are declared elsewhere: they may be inhibited, and not be used again. */
interface Others {
  readonly others?: readonly string[];
}

/**
 * Reads a file of rules from its text; `path` only names it. Throws `CONFIG_INVALID` whose `details.faults` lists every
 * fault as `file:line:column key: what is wrong`, not only the first one.
 */
export function parseRules(text: string, path: string, { others = [] }: Others = {}): AlertRule[] {
  const { value, at } = readYaml(text, path);
  const file = fileSchema.safeParse(value, { reportInput: true });
  const found = file.success
    ? readRules(file.data.rules, others)
    : { rules: [], faults: file.error.issues.flatMap((issue) => faultsOf(issue, [])) };
  const unplaced = found.faults.map(({ keys, message }) => {
    const place = file.success ? ['rules', ...keys] : keys;
    return `${at(place)}: ${message}`;
  });
  if (unplaced.length > 0) throw faultyFile(path, unplaced);
  return found.rules;
}

/** Checks rules that are declared in code; `name` says where. Throws as `parseRules` does, with the keys alone. */
export function declareRules(
  inputs: readonly AlertRuleInput[],
  name: string,
  { others = [] }: Others = {},
): AlertRule[] {
  const { rules, faults } = readRules(inputs, others);
  if (faults.length > 0)
    throw faultyFile(
      name,
      faults.map(({ keys, message }) => `${name} ${keys.map(String).join('.')}: ${message}`),
    );
  return rules;
}

interface Found {
  readonly rules: AlertRule[];
  readonly faults: readonly Fault[];
}

function readRules(raws: readonly unknown[], others: readonly string[]): Found {
  const parsed = raws.map((raw) => ruleSchema.safeParse(raw, { reportInput: true }));
  const partial = raws.map(partialRule);
  const own = parsed.flatMap(({ error }, index) => (error?.issues ?? []).flatMap((issue) => faultsOf(issue, [index])));
  const whole = partial.flatMap((rule, index) =>
    ruleFaults(rule).map(({ keys, message }) => ({ keys: [index, ...keys], message })),
  );
  const faults = [...own, ...whole, ...setFaults(partial, others)];
  if (faults.length > 0) return { rules: [], faults };
  return { rules: parsed.flatMap(({ data }) => (data ? [toRule(data)] : [])), faults };
}

/** The keys of a rule that can be parsed, each on its own: a fault in one must not hide those that take two to see. */
function partialRule(raw: unknown): PartialRule {
  if (typeof raw !== 'object' || raw === null) return {};
  return Object.fromEntries(
    Object.entries(ruleSchema.shape).flatMap(([key, schema]) => {
      const { data } = schema.safeParse((raw as Record<string, unknown>)[key]);
      return data === undefined ? [] : [[key, data]];
    }),
  );
}

const knownKeys = [
  ...Object.keys(ruleSchema.shape),
  ...ruleSchema.shape.condition.options.flatMap((option) => Object.keys(option.shape)),
  ...dimensions,
  'rule',
  'equal',
  'rules',
  'cases',
];

function faultsOf(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Fault[] {
  const keys = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const hint = nearest(key, knownKeys);
      return { keys: [...keys, key], message: `unknown key${hint ? `; did you mean ${hint}?` : ''}` };
    });
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ keys, message: isMissing ? `is missing: ${issue.message}` : issue.message }];
}

function toRule(parsed: ParsedRule): AlertRule {
  const { for: forMs, keep_firing: keepFiringMs, group_by: groupBy, by, filters, runbook, ...same } = parsed;
  return {
    ...same,
    by: dimensions.filter((dimension) => dimension === 'site' || by.includes(dimension)),
    filters: Object.fromEntries(Object.entries(filters).filter(([, values]) => values !== undefined)),
    condition: toCondition(parsed),
    forMs,
    keepFiringMs,
    groupBy,
    runbook: runbook ?? null,
  };
}

/** Without the last bit's noise that a change of units brings. */
const converted = (value: number, factor: number): number =>
  factor === 1 ? value : Number((value * factor).toPrecision(15));

function toCondition({ metric, condition }: ParsedRule): Condition {
  if (condition.kind === 'no_data') return { kind: 'no_data', afterMs: condition.after };
  if (condition.kind === 'coverage_below') return { kind: 'coverage_below', min: condition.min };
  if (condition.kind === 'change') {
    const { direction, by, clear_by: clearBy } = condition;
    return { kind: 'change', direction, by, clearBy: clearBy ?? by };
  }
  if (condition.kind === 'anomaly') {
    const { clear_by: clearBy, least_change: leastChange, ...same } = condition;
    return { ...same, clearBy: clearBy ?? same.by, leastChange };
  }
  const unit = limitUnit(metric, condition.unit);
  // Checked before; a rule must not get here with a limit in nobody knows what.
  if (typeof unit === 'string') throw new Error(`${metric}: ${unit}`);
  const limit = condition.above ?? condition.below ?? 0;
  return {
    kind: 'threshold',
    direction: condition.above === undefined ? 'below' : 'above',
    limit: converted(limit, unit.factor),
    clearAt: converted(condition.clear_at ?? limit, unit.factor),
    currency: unit.currency,
  };
}
