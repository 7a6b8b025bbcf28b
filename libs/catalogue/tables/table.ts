import type { MetricId } from '../catalogue.ts';

/** A line of a table: a metric under the name that readers of such tables know. */
export interface TableLine {
  readonly metric: MetricId;
  readonly label: string;
}

/** A table of months in the form in which public miners publish: a month beside the one before and that of the year before, with footnotes. */
export interface PeerTable {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly TableLine[] }[];
}
