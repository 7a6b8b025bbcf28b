import { z } from 'zod';
import { PipelineError } from '#runtime';

const row = z.looseObject({
  metric: z.string(),
  site: z.string(),
  device: z.string().nullish(),
  hall: z.string().nullish(),
  value: z.number().nullable(),
  unit: z.string(),
  coverage: z.number().nullable(),
  quality: z.string(),
  through: z.string().nullable(),
});
export type ApiRow = z.output<typeof row>;

const answer = z.looseObject({ rows: z.array(row) });

/** The URL of a query, as one would type it after `curl`. */
export const queryUrl = (apiUrl: string, parameters: Record<string, string>): string =>
  `${apiUrl}/v1/query?${new URLSearchParams(parameters).toString().replaceAll('%2C', ',').replaceAll('%3A', ':')}`;

/** Asks `/v1/query`; throws with the problem that the API names. */
export async function query(apiUrl: string, parameters: Record<string, string>): Promise<ApiRow[]> {
  const response = await fetch(queryUrl(apiUrl, parameters));
  const body: unknown = await response.json();
  if (!response.ok)
    throw new PipelineError(
      'QUERY_INVALID',
      `${queryUrl(apiUrl, parameters)} answered ${response.status}: ${JSON.stringify(body)}`,
    );
  return answer.parse(body).rows;
}

const dictionary = z.object({ metrics: z.array(z.looseObject({ id: z.string(), scale: z.number() })) });

/** By metric: what a value in base units is multiplied by to be shown. */
export async function displayScales(apiUrl: string): Promise<ReadonlyMap<string, number>> {
  const { metrics } = dictionary.parse(await (await fetch(`${apiUrl}/v1/metrics`)).json());
  return new Map(metrics.map(({ id, scale }) => [id, scale]));
}
