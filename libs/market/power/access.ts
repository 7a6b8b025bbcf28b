import { z } from 'zod';
import { feedError, jsonOf } from '../body.ts';
import { askFeed, type FeedAnswer, type FeedRequest } from '../feed.ts';
import { PipelineError } from '#runtime';

/** How one proves to a power market who asks. Secrets are sent, and shown nowhere. */
export interface PowerAccess {
  readonly kind: string;
  /** ERCOT, PJM, MISO: the subscription key; ENTSO-E: the security token; OpenElectricity: the API key. */
  readonly key?: string;
  /** ERCOT: the login, and where it is exchanged for a token. */
  readonly username?: string;
  readonly password?: string;
  readonly loginUrl?: string;
}

export type Ask = (request: FeedRequest) => Promise<FeedAnswer>;

const minuteMs = 60_000;
/** A token is renewed so long before it ends, and is taken to be good for an hour where its answer does not say. */
const marginS = 300;
const usualLifeS = 3600;
/** What ERCOT's own guide names for everybody's use of its Public API. */
const ercotClient = 'fec253ea-0d06-4272-a5e6-b478baeecd70';
export const ercotLoginUrl =
  'https://ercotb2c.b2clogin.com/ercotb2c.onmicrosoft.com/B2C_1_PUBAPI-ROPC-FLOW/oauth2/v2.0/token';

const tokenAnswer = z.object({
  id_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(usualLifeS),
});

interface Token {
  readonly bearer: string;
  readonly until: number;
}

/** Exchanges the login for a token; an answer that asks to wait is passed on. Throws `FEED_ANSWER`. */
async function logIn(
  request: FeedRequest,
  { username = '', password = '', loginUrl }: PowerAccess,
): Promise<Token | FeedAnswer> {
  const form = new URLSearchParams({
    grant_type: 'password',
    username,
    password,
    response_type: 'id_token',
    scope: `openid ${ercotClient} offline_access`,
    client_id: ercotClient,
  });
  const post = { type: 'application/x-www-form-urlencoded', body: form.toString() };
  const { headers: _, ...rest } = request;
  const answer = await askFeed({ ...rest, url: loginUrl ?? ercotLoginUrl, etag: null, post });
  if (answer.kind !== 'body') return answer;
  const { success, data } = tokenAnswer.safeParse(jsonOf(answer.body, request.feed));
  if (!success) throw feedError(request.feed, 'the login gave no token');
  const lifeMs = Math.max((data.expires_in - marginS) * 1000, minuteMs);
  return { bearer: `Bearer ${data.id_token}`, until: request.clock.now() + lifeMs };
}

const isRefused = (error: unknown): boolean =>
  error instanceof PipelineError && (error.details['status'] === 401 || error.details['status'] === 403);

/** Asks with a login's token, which is renewed before it ends and once when it is refused. */
function withLogin(access: PowerAccess, ask: Ask): Ask {
  let token: Token | null = null;
  const attempt = async (request: FeedRequest): Promise<FeedAnswer> => {
    if (!token || token.until <= request.clock.now()) {
      token = null;
      const given = await logIn(request, access);
      if ('kind' in given) return given;
      token = given;
    }
    return ask({ ...request, headers: { ...request.headers, authorization: token.bearer } });
  };
  return async (request) => {
    const isKept = token !== null;
    try {
      return await attempt(request);
    } catch (error) {
      if (!isRefused(error)) throw error;
      token = null;
      if (!isKept) throw error;
      return attempt(request);
    }
  };
}

const keyHeader = 'ocp-apim-subscription-key';

function withHeaders(more: Readonly<Record<string, string>>): Ask {
  return (request) => askFeed({ ...request, headers: { ...request.headers, ...more } });
}

function withToken(key: string): Ask {
  return (request) => {
    const url = new URL(request.url);
    url.searchParams.set('securityToken', key);
    return askFeed({ ...request, url: url.href });
  };
}

/** How a market is asked for one answer; errors as of `askFeed`. */
export function powerAsker(access: PowerAccess): Ask {
  const { kind, key, username } = access;
  if (kind === 'ercot') {
    const ask = key === undefined ? askFeed : withHeaders({ [keyHeader]: key });
    return username === undefined ? ask : withLogin(access, ask);
  }
  if (key === undefined) return askFeed;
  if (kind === 'entsoe') return withToken(key);
  return withHeaders(kind === 'openelectricity' ? { authorization: `Bearer ${key}` } : { [keyHeader]: key });
}

/** Asks at most once in `pauseMs`, whatever is asked for. */
export function paced(ask: Ask, pauseMs: number): Ask {
  let last = -Infinity;
  return async (request) => {
    const waitMs = last + pauseMs - request.clock.monotonic();
    if (waitMs > 0) await request.clock.sleep(waitMs, request.signal);
    try {
      return await ask(request);
    } finally {
      last = request.clock.monotonic();
    }
  };
}
