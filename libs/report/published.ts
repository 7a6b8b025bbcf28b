import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { PipelineError } from '#runtime';
import { byZone, type Period, spanOf } from './period.ts';

const isUnpublished = (error: unknown): boolean =>
  error instanceof PipelineError && error.code === 'QUERY_INVALID' && error.details['parameter'] === 'as_of';

/** What is asked of a period, which is another span of time in each zone. */
export type PeriodQuestion = Pick<KpiQuery, 'metrics' | 'by' | 'grain'>;

interface Asked {
  readonly period: Period;
  readonly sites: readonly AllowedSite[];
  readonly signal?: AbortSignal;
}

/**
 * Figures as they were published by an instant, so that whoever asks for them as of it is told the same. What was not published by then is
 * read as it is known now.
 */
export class PublishedFirst {
  readonly #kpi: Kpi;
  readonly #asOf: number;
  readonly #provisional = new Set<string>();

  constructor(kpi: Kpi, asOf: number) {
    this.#kpi = kpi;
    this.#asOf = asOf;
  }

  /** What was asked for, by name, and not published yet. */
  get provisional(): string[] {
    return [...this.#provisional].sort();
  }

  /** Answers a question about a period of sites. Errors as of the store. */
  async query(question: PeriodQuestion, { period, sites, signal }: Asked): Promise<KpiRow[]> {
    const rows: KpiRow[] = [];
    for (const [zone, own] of byZone(sites)) {
      const asked = { ...question, filters: {}, ...spanOf(period, zone), sites: own, ...(signal && { signal }) };
      rows.push(...(await this.#ask(asked, period.label)));
    }
    return rows;
  }

  async #ask(question: KpiQuery, name: string): Promise<KpiRow[]> {
    try {
      return await this.#kpi.query({ ...question, asOf: this.#asOf });
    } catch (error) {
      if (!isUnpublished(error)) throw error;
      const rows = await this.#kpi.query(question);
      if (rows.some(({ value }) => value !== null)) this.#provisional.add(name);
      return rows;
    }
  }
}
