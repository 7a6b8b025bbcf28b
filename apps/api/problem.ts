import { z } from 'zod';
import { PipelineError } from '#runtime';

/** RFC 9457: what every refusal looks like. */
export const problemShape = z
  .object({
    type: z.string().describe('`about:blank`, or the code of the error as a fragment'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong, naming the parameter'),
    code: z.string().describe('Error code, see docs/errors.md'),
    parameter: z.string().optional().describe('The parameter at fault'),
    nearest: z.string().optional().describe('The known value closest to the one given'),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.output<typeof problemShape>;

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Answer too large',
  429: 'Too many at once',
  500: 'Internal error',
  503: 'Unavailable',
};

/** What is said about a parameter that cannot be used. */
interface Refusal {
  readonly parameter: string;
  readonly detail: string;
  readonly nearest?: string | undefined;
  readonly reason?: 'invalid' | 'too_large' | 'not_found' | 'too_many';
}

/** An error that becomes a 400, 404, 413 or 429 naming the parameter and, if one is close, the value that was meant. */
export function refused({ parameter, detail, nearest, reason = 'invalid' }: Refusal): PipelineError {
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return new PipelineError('QUERY_INVALID', `${parameter}: ${detail}${hint}`, {
    details: { parameter, reason, ...(nearest === undefined ? {} : { nearest }) },
  });
}

const statusOfReason: Readonly<Record<string, number>> = { too_large: 413, not_found: 404, too_many: 429 };

function statusOf(error: PipelineError): number {
  if (error.code === 'QUERY_INVALID') return statusOfReason[String(error.details['reason'])] ?? 400;
  return absenceOf(error) === undefined ? 500 : 503;
}

/** What does not answer, where it is not the api itself that fails. */
function absenceOf({ code }: PipelineError): string | undefined {
  if (code.startsWith('STORE_')) return 'The store does not answer or refuses; see the log.';
  if (code.startsWith('STREAM_'))
    return 'The stream takes nothing at present: send the events again, none is kept twice.';
  return undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The body for a status that is not ours to explain, such as an unknown path. */
export const plainProblem = (status: number, detail: string): ProblemBody => ({
  type: 'about:blank',
  title: titles[status] ?? 'Error',
  status,
  detail,
  code: status === 404 ? 'NOT_FOUND' : 'HTTP',
});

/** The one place where an error becomes an HTTP status. Nothing of an unexpected error is told but that it happened. */
export function problemOf(error: unknown): ProblemBody {
  if (!(error instanceof PipelineError)) return plainProblem(500, 'An unexpected error; it is in the log.');
  const status = statusOf(error);
  const parameter = text(error.details['parameter']);
  const nearest = text(error.details['nearest']);
  return {
    type: `#${error.code}`,
    title: titles[status] ?? 'Error',
    status,
    detail: absenceOf(error) ?? error.message,
    code: error.code,
    ...(parameter === undefined ? {} : { parameter }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}
