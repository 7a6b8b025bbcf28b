import { z } from 'zod';

const row = z.looseObject({
  metric: z.string(),
  site: z.string(),
  hall: z.string().optional(),
  model: z.string().optional(),
  device: z.string().optional(),
  start: z.string(),
  end: z.string(),
  value: z.number().nullable(),
  coverage: z.number().nullable(),
});
const answer = z.looseObject({ rows: z.array(row) });

export type Row = z.output<typeof row>;
export type Answer = z.output<typeof answer>;

interface Question {
  readonly metrics: readonly string[];
  readonly by: readonly string[];
  readonly grain: string;
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
}

/** Asks `/v1/query` as any client does; throws with what the API answers when it refuses. */
export async function ask(apiUrl: string, { metrics, by, grain, from, to }: Question): Promise<Answer> {
  const query = new URLSearchParams({
    metrics: metrics.join(','),
    by: by.join(','),
    grain,
    from: String(from),
    to: String(to),
  });
  const response = await fetch(`${apiUrl}/v1/query?${query.toString()}`);
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${body}`);
  return answer.parse(JSON.parse(body));
}
