export interface ClientOptions {
  /** Where the API listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The one of the platform unless given. */
  readonly fetch?: typeof fetch;
}

export interface RequestOptions {
  /** Aborting cancels the question in the store, too. */
  readonly signal?: AbortSignal;
}

/** What the API says of a refusal (RFC 9457). */
interface Refusal {
  readonly status: number;
  readonly detail: string;
  readonly code?: string;
  /** The parameter at fault. */
  readonly parameter?: string;
  /** The known value closest to the one given. */
  readonly nearest?: string;
}

/** A request that was refused or failed; `problem` says why. */
export class ColoadError extends Error {
  override readonly name = 'ColoadError';
  readonly problem: Refusal;

  constructor(problem: Refusal) {
    super(`${problem.status}: ${problem.detail}`);
    this.problem = problem;
  }
}

interface Asked {
  readonly method: string;
  /** With `{name}` for the parameters of the path. */
  readonly path: string;
  readonly parameters?: object | undefined;
  readonly body?: unknown;
}

export type Send = <Answer>(
  asked: Asked,
  as: 'json' | 'text' | 'response',
  options?: RequestOptions,
) => Promise<Answer>;

/** What is sent of a value: lists as the parameter repeated. */
const textsOf = (value: unknown): string[] =>
  [value].flat().flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [String(one)] : []));

function urlOf(base: string, { path, parameters = {} }: Asked): URL {
  const left = new Map<string, unknown>(Object.entries(parameters));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(textsOf(value).join());
  });
  const url = new URL(filled, base);
  for (const [name, value] of left) for (const text of textsOf(value)) url.searchParams.append(name, text);
  return url;
}

async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  try {
    return { detail: text, ...(JSON.parse(text) as object), status: response.status };
  } catch {
    return { status: response.status, detail: text };
  }
}

/** Makes requests to one address. */
export const createSend =
  ({ url, fetch: ask = fetch }: ClientOptions): Send =>
  async <Answer>(asked: Asked, as: 'json' | 'text' | 'response', { signal }: RequestOptions = {}): Promise<Answer> => {
    const response = await ask(urlOf(url, asked), {
      method: asked.method,
      ...(asked.body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(asked.body),
      }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw new ColoadError(await refusalOf(response));
    return (as === 'response' ? response : await response[as]()) as Answer;
  };

/** The pages of a long answer, one after the other: `for await (const { rows } of pagesOf(client.query, { …, limit: 1000 }))`. */
export async function* pagesOf<
  Parameters extends { readonly cursor?: string | number | undefined },
  Page extends { readonly next?: string | null },
>(ask: (parameters: Parameters) => Promise<Page>, parameters: Parameters): AsyncGenerator<Page> {
  for (let next: string | null | undefined; ;) {
    const page: Page = await ask(next ? { ...parameters, cursor: next } : parameters);
    yield page;
    next = page.next;
    if (!next) return;
  }
}
