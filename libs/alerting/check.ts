import { nearest } from '#runtime';
import { isIndicatorId } from './indicators.ts';
import { limitUnit } from './limit-unit.ts';
import { quantityOf } from './quantity.ts';
import type { ParsedRule } from './rule.ts';
import { namesOf } from './template.ts';

/** A fault at a key of a rule. */
export interface Fault {
  readonly keys: readonly PropertyKey[];
  readonly message: string;
}

/** What of a rule could be parsed; keys with faults of their own are missing. */
export type PartialRule = { readonly [Key in keyof ParsedRule]?: ParsedRule[Key] | undefined };

/** What no single key of a rule shows. Keys that could not be parsed are passed over. */
export const ruleFaults = (rule: PartialRule): Fault[] => [
  ...metricFaults(rule),
  ...grainFaults(rule),
  ...unitFaults(rule),
  ...indicatorFaults(rule),
  ...labelFaults(rule),
  ...templateLabelFaults(rule),
];

function metricFaults({ metric, by = [], filters = {} }: PartialRule): Fault[] {
  if (metric === undefined) return [];
  const known = quantityOf(metric).dimensions;
  const message = (dimension: string): string => `${metric} is not known by ${dimension}, only by ${known.join(', ')}`;
  const grouped = by.flatMap((dimension, index) =>
    known.includes(dimension) ? [] : [{ keys: ['by', index], message: message(dimension) }],
  );
  const filtered = Object.keys(filters)
    .filter((dimension) => !(known as readonly string[]).includes(dimension))
    .map((dimension) => ({ keys: ['filters', dimension], message: message(dimension) }));
  return [...grouped, ...filtered];
}

/** Silence is told by the clock, whatever the grain. */
function grainFaults({ metric, condition, grain = '15m' }: PartialRule): Fault[] {
  if (metric === undefined || condition?.kind === 'no_data') return [];
  const known = quantityOf(metric).grains;
  const message = `${metric} is a number of whole days: it is known by ${known.join(', ')}`;
  return known.includes(grain) ? [] : [{ keys: ['grain'], message }];
}

function unitFaults({ metric, condition }: PartialRule): Fault[] {
  if (metric === undefined || condition?.kind !== 'threshold') return [];
  const unit = limitUnit(metric, condition.unit);
  return typeof unit === 'string' ? [{ keys: ['condition', 'unit'], message: unit }] : [];
}

/** An indicator says how something is now: there are no buckets of it to compare, and no coverage. */
function indicatorFaults({ metric, condition, grain = '15m' }: PartialRule): Fault[] {
  if (metric === undefined || !isIndicatorId(metric)) return [];
  const kind =
    condition && condition.kind !== 'threshold'
      ? [{ keys: ['condition', 'kind'], message: `${metric} is an indicator, which only a threshold can judge` }]
      : [];
  const bucket = grain === '15m' ? [] : [{ keys: ['grain'], message: `${metric} is an indicator, which has no grain` }];
  return [...kind, ...bucket];
}

/** A label that alerts of the rule lack would be empty in all of them, so that naming it does nothing. */
function labelFaults({ by, group_by = [], inhibits = [] }: PartialRule): Fault[] {
  if (by === undefined) return [];
  const labels: readonly string[] = ['alertname', 'severity', 'site', ...by];
  const message = (label: string): string => `alerts of this rule have no ${label}: it is not in \`by\``;
  const grouped = group_by.flatMap((label, index) =>
    labels.includes(label) ? [] : [{ keys: ['group_by', index], message: message(label) }],
  );
  const equal = inhibits.flatMap((entry, index) =>
    entry.equal.flatMap((label, place) =>
      labels.includes(label) ? [] : [{ keys: ['inhibits', index, 'equal', place], message: message(label) }],
    ),
  );
  return [...grouped, ...equal];
}

function templateLabelFaults({ by, summary = '', description = '' }: PartialRule): Fault[] {
  if (by === undefined) return [];
  const labels: readonly string[] = ['site', ...by];
  return Object.entries({ summary, description }).flatMap(([key, template]) =>
    namesOf(template)
      .filter((name) => ['hall', 'model', 'device'].includes(name) && !labels.includes(name))
      .map((name) => ({ keys: [key], message: `{{ ${name} }} is empty: ${name} is not in \`by\`` })),
  );
}

/** What no single rule shows: ids used twice, and inhibitions that name no rule or go round in a circle. */
export function setFaults(rules: readonly PartialRule[], others: readonly string[]): Fault[] {
  const ids = rules.map(({ id }) => id);
  const known = [...ids.filter((id) => id !== undefined), ...others];
  return rules.flatMap((rule, index) => {
    const twice =
      rule.id !== undefined && (others.includes(rule.id) || ids.indexOf(rule.id) < index)
        ? [{ keys: [index, 'id'], message: `rule id ${rule.id} is used twice` }]
        : [];
    const inhibits = (rule.inhibits ?? []).flatMap(({ rule: target }, place) => {
      const message = inhibitFault({ source: rule.id, target, rules, known });
      return message === undefined ? [] : [{ keys: [index, 'inhibits', place, 'rule'], message }];
    });
    return [...twice, ...inhibits];
  });
}

interface Inhibits {
  readonly source: string | undefined;
  readonly target: string;
  readonly rules: readonly PartialRule[];
  readonly known: readonly string[];
}

function inhibitFault({ source, target, rules, known }: Inhibits): string | undefined {
  if (!known.includes(target)) {
    const hint = nearest(target, known);
    return `no rule ${target}${hint ? `; did you mean ${hint}?` : ''}`;
  }
  // Alerts that inhibit each other in a circle would all be silent just when all of them fire.
  if (source !== undefined && reaches(rules, target, source))
    return `${target} inhibits ${source} in turn, so that neither would be heard`;
  return undefined;
}

/** Whether a chain of inhibitions leads from one rule to another, or they are the same. */
function reaches(rules: readonly PartialRule[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    const here = at;
    open.push(...rules.filter(({ id }) => id === here).flatMap(({ inhibits }) => (inhibits ?? []).map((i) => i.rule)));
  }
  return false;
}
