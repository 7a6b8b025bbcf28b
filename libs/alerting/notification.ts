import { createHash } from 'node:crypto';
import { type Dimension, dimensions } from '#catalogue';
import { isoOf } from '#runtime';
import { type Evaluation, type Measured, numberText } from './condition.ts';
import { indicatorOf, isIndicatorId } from './indicators.ts';
import { quantityOf } from './quantity.ts';
import type { AlertRule, LabelName, Severity } from './rule.ts';
import { render, type TemplateValues } from './template.ts';

/** What tells alerts of a rule apart; a label that is missing counts as empty. */
export type Labels = Readonly<Partial<Record<LabelName, string>>>;

export type NotifiedStatus = 'firing' | 'resolved';

/** What is told of an alert. Telling it twice does no harm: `dedupKey` is the same. */
export interface Notification {
  /** The same for the same rule, labels, start and status, whoever builds it and when. */
  readonly dedupKey: string;
  /** The same for the firing and the resolved notification of an alert. */
  readonly alertKey: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: NotifiedStatus;
  readonly labels: Labels;
  readonly groupBy: readonly LabelName[];
  readonly summary: string;
  readonly description: string;
  readonly reason: string;
  readonly runbook: string | null;
  /** Path of the API that takes the value apart, or behind which it lies, to be put behind the address of the API. */
  readonly explainPath: string;
  /** Event times, UTC ms: since when the condition held, and since when it was clear. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly measured: Measured;
}

/** The start and the end of an alert that is told of. */
export interface Episode {
  readonly status: NotifiedStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

type Group = { readonly [Key in Dimension]?: string | undefined } & { readonly site: string };

/** The labels of the alert of a rule for one group: rows of `#kpi` fit. */
export function labelsOf({ id, severity, by }: AlertRule, group: Group): Labels {
  const grouped = by.flatMap((dimension) => {
    const value = group[dimension];
    return value === undefined ? [] : [[dimension, value]];
  });
  return { alertname: id, severity, ...Object.fromEntries(grouped) };
}

/** A short text that is the same for the same parts, 32 hexadecimal digits. */
export const digest = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** Labels in one order, without empty ones. */
export const sortedLabels = (labels: Labels): [string, string][] =>
  Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** The identity of an alert over all its episodes. */
export const fingerprint = (labels: Labels): string => digest(sortedLabels(labels));

/** What is to be told of an alert, its templates filled in. */
export function notificationOf(
  rule: AlertRule,
  labels: Labels,
  episode: Episode,
  evaluation: Evaluation,
): Notification {
  const { status, startedAt } = episode;
  const explain = explainPath(rule, labels, evaluation.measured);
  const values = templateValues(rule, labels, episode, evaluation);
  return {
    dedupKey: digest(rule.id, sortedLabels(labels), startedAt, status),
    alertKey: digest(rule.id, sortedLabels(labels), startedAt),
    rule: rule.id,
    title: rule.title,
    severity: rule.severity,
    ...episode,
    labels,
    groupBy: rule.groupBy,
    summary: render(rule.summary, { ...values, explain }),
    description: render(rule.description, { ...values, explain }),
    reason: evaluation.reason,
    runbook: rule.runbook,
    explainPath: explain,
    measured: evaluation.measured,
  };
}

const numberOrNull = (value: number | null): string | null => (value === null ? null : numberText(value));

function templateValues(
  rule: AlertRule,
  labels: Labels,
  { status, startedAt }: Episode,
  { measured, reason }: Evaluation,
): Omit<TemplateValues, 'explain'> {
  const { value, unit, numerator, denominator, coverage, quality } = measured;
  return {
    alertname: rule.id,
    title: rule.title,
    severity: rule.severity,
    metric: quantityOf(rule.metric).title,
    status,
    site: labels.site ?? null,
    hall: labels.hall ?? null,
    model: labels.model ?? null,
    device: labels.device ?? null,
    value: numberOrNull(value),
    unit: unit === '1' ? '' : unit,
    numerator: numberOrNull(numerator),
    denominator: numberOrNull(denominator),
    coverage: coverage === null ? null : `${numberText(Number((coverage * 100).toPrecision(4)))} %`,
    quality,
    reason,
    started_at: isoOf(startedAt),
  };
}

function explainPath({ metric, by, filters }: AlertRule, labels: Labels, { start, end }: Measured): string {
  if (isIndicatorId(metric)) return indicatorOf(metric).path;
  const query = new URLSearchParams({ metric, from: String(start), to: String(end) });
  if (by.length > 1) query.set('by', by.join(','));
  for (const dimension of dimensions) {
    const value = labels[dimension] ?? filters[dimension]?.join(',');
    if (value !== undefined) query.set(dimension, value);
  }
  return `/v1/explain?${query.toString()}`;
}
