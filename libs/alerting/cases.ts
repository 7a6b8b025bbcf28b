import { z } from 'zod';
import { type Fault, faultyFile, nearest, readYaml } from '#runtime';
import { evaluate, type History, type Measured } from './condition.ts';
import { duration } from './duration.ts';
import { quantityOf } from './quantity.ts';
import type { AlertRule } from './rule.ts';
import { type AlertState, alertStatuses, initialState, step } from './state.ts';

const most = 1_000;
const number = z.number().nullable();

/** What a quantity was in one bucket, or `times` buckets; null is not known. */
const looked = z.strictObject({
  value: number.default(null),
  times: z.int().min(1).max(most).default(1),
  coverage: z.number().min(0).max(1).default(1).describe('Covered ÷ expected time'),
  silent_for: duration(0).default(0).describe('How old the last reading is'),
  before: number.optional().describe('The value a week before; that of the case when absent'),
  weeks: z.array(number).max(26).optional().describe('The values one week before, two weeks before, …'),
});

const time = /^\d{2,3}:[0-5]\d$/;

/** A case of a rule, as in a file of rules under `cases`. */
export const caseSchema = z.strictObject({
  title: z.string().trim().min(1, 'is empty'),
  rule: z.string().describe('Id of the rule that is tried'),
  every: duration(60_000).optional().describe('From one value to the next; the grain of the rule when absent'),
  currency: z.string().length(3).default('USD').describe('Of the site'),
  before: number.optional().describe('What every value was a week before'),
  weeks: z.array(number).max(26).optional().describe('What every value was one week before, two weeks before, …'),
  values: z
    .array(z.union([number.transform((value) => looked.parse({ value })), looked]))
    .min(1)
    .max(most),
  expect: z
    .record(z.string().regex(time, 'must be a time of the case such as 01:30'), z.enum(alertStatuses))
    .refine((states) => Object.keys(states).length > 0, 'expects nothing')
    .describe('How the alert stands by the time; what is not named is not compared'),
});
export type RuleCase = z.output<typeof caseSchema>;

const fileSchema = z.looseObject({ cases: z.array(z.unknown(), 'must be a list of cases').max(most).default([]) });

/** How an alert stood, and why. */
interface Stood {
  readonly status: AlertState['status'];
  readonly reason: string;
}

const grainMs = { '15m': 900_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Hours and minutes since the case began. */
const timeText = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
};

type Looked = RuleCase['values'][number];

/** A case whose values each are what was measured by the end of a bucket, and what was measured before. */
class Play {
  readonly #rule: AlertRule;
  readonly #unit: string;
  readonly #case: RuleCase;

  constructor(rule: AlertRule, played: RuleCase) {
    this.#rule = rule;
    this.#case = played;
    this.#unit = quantityOf(rule.metric).display.unit.replace('{currency}', played.currency);
  }

  /** How the alert stands after each value, by the time of it. */
  run(): Map<string, Stood> {
    const everyMs = this.#case.every ?? grainMs[this.#rule.grain];
    const stood = new Map<string, Stood>();
    let state = initialState;
    for (const value of this.#case.values.flatMap((each) => Array.from({ length: each.times }, () => each))) {
      const at = (stood.size + 1) * everyMs;
      const measured = this.#measured(value.value, at, value);
      const evaluation = evaluate(this.#rule, { at, measured, history: this.#history(at, value) });
      ({ state } = step({ rule: this.#rule, labels: { alertname: this.#rule.id } }, state, evaluation));
      stood.set(timeText(at), { status: state.status, reason: evaluation.reason });
    }
    return stood;
  }

  #measured(
    value: number | null,
    at: number,
    { coverage, silent_for }: Pick<Looked, 'coverage' | 'silent_for'>,
  ): Measured {
    return {
      start: at,
      end: at,
      value,
      unit: this.#unit,
      numerator: null,
      denominator: null,
      coverage,
      quality: value === null ? 'none' : 'ok',
      through: at - silent_for,
      ...(value === null && { reason: 'the case does not give it' }),
    };
  }

  #history(at: number, { before = this.#case.before ?? null, weeks = this.#case.weeks ?? [] }: Looked): History {
    const whole = { coverage: 1, silent_for: 0 };
    const was = (value: number | null): Measured => this.#measured(value, at, whole);
    return { reference: was(before), weeks: weeks.map(was) };
  }
}

function faultsOf(played: RuleCase, rules: readonly AlertRule[]): Fault[] {
  const rule = rules.find(({ id }) => id === played.rule);
  if (!rule) {
    const hint = nearest(
      played.rule,
      rules.map(({ id }) => id),
    );
    return [{ keys: ['rule'], message: `no rule ${played.rule}${hint ? `; did you mean ${hint}?` : ''}` }];
  }
  const stood = new Play(rule, played).run();
  return Object.entries(played.expect).flatMap(([at, wanted]) => {
    const got = stood.get(at);
    const keys = ['expect', at];
    if (!got)
      return [{ keys, message: `${rule.id}: nothing is judged at ${at}, only at ${[...stood.keys()].join(', ')}` }];
    if (got.status === wanted) return [];
    return [{ keys, message: `${rule.id} at ${at}: wanted ${wanted}, got ${got.status} (${got.reason})` }];
  });
}

/**
 * Plays the cases of a file of rules, under its key `cases`, against rules; `path` only names it. Gives the cases. Throws
 * `CONFIG_INVALID` with every state that is not the wanted one, as `file:line:column key: rule at time: wanted, got and why`.
 */
export function playCases(text: string, path: string, rules: readonly AlertRule[]): RuleCase[] {
  const { value, at } = readYaml(text, path);
  const file = fileSchema.safeParse(value);
  const raws = file.success ? file.data.cases : [];
  const parsed = raws.map((raw) => caseSchema.safeParse(raw));
  const issuesOf = (issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[]): Fault[] =>
    issues.map(({ path: keys, message }) => ({ keys: [...prefix, ...keys], message }));
  const faults = [
    ...(file.success ? [] : issuesOf(file.error.issues, [])),
    ...parsed.flatMap(({ data, error }, index) => [
      ...issuesOf(error?.issues ?? [], ['cases', index]),
      ...(data ? faultsOf(data, rules).map((fault) => ({ ...fault, keys: ['cases', index, ...fault.keys] })) : []),
    ]),
  ];
  if (faults.length > 0)
    throw faultyFile(
      path,
      faults.map(({ keys, message }) => `${at(keys)}: ${message}`),
    );
  return parsed.flatMap(({ data }) => (data ? [data] : []));
}
