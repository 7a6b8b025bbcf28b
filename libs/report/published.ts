import type { Kpi, KpiQuery, KpiRow } from '#kpi';
import { PipelineError } from '#runtime';

const isUnpublished = (error: unknown): boolean =>
  error instanceof PipelineError && error.code === 'QUERY_INVALID' && error.details['parameter'] === 'as_of';

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

  /** Answers a question about a period of that name. Errors as of the store. */
  async query(question: KpiQuery, name: string): Promise<KpiRow[]> {
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
