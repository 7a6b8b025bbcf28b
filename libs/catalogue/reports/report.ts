import type { MetricId } from '../catalogue.ts';

/** Length of what a report is about; of site time. */
export const periodKinds = ['day', 'month'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** What a figure is printed beside: the period before, and the same one a year before. */
export const comparisons = ['prior', 'prior_year'] as const;
export type Comparison = (typeof comparisons)[number];

/** A metric over the period of a report, bucket by bucket; a panel for each site, or each hall of a site. */
export interface Chart {
  readonly metric: MetricId;
  /** Of site time. */
  readonly grain: 'hour' | 'day';
  readonly by?: 'hall';
  /** Bars stand on zero, for what adds up over time; lines are for what does not. */
  readonly kind: 'bar' | 'line';
}

/** A table of figures, a row for each metric and site, or each hall of a site, and what is drawn of them. */
export interface FigureSection {
  readonly kind: 'figures';
  readonly title: string;
  readonly metrics: readonly MetricId[];
  readonly by?: 'hall';
  readonly beside: readonly Comparison[];
  readonly charts?: readonly Chart[];
}

/** The claims of the thesis over the 400 days that end with the period. */
export interface ClaimSection {
  readonly kind: 'claims';
  readonly title: string;
}

/** What whoever declared the report says, the same in every issue: paragraphs with an empty line between them. */
export interface TextSection {
  readonly kind: 'text';
  readonly title: string;
  readonly text: string;
}

export type ReportSection = FigureSection | ClaimSection | TextSection;

/** A report that is issued for every period, from the same figures that the API gives. */
export interface Report {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly period: PeriodKind;
  readonly sections: readonly ReportSection[];
}
