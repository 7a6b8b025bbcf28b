import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type FeedRows, feedError, jsonOf, type ParseOptions } from './body.ts';
import { type CarbonRow, parseElectricityMaps, parseWattTime } from './carbon.ts';
import { askFeed, type FeedAnswer, type FeedRequest } from './feed.ts';

/** Where the carbon intensity of one grid is asked for, and how one proves who asks. */
export interface CarbonSource {
  readonly kind: CarbonRow['source'];
  readonly zone: string;
  /** Which rate is asked for, `average` unless given; marginal ones weigh a decision and are no inventory. */
  readonly signal?: CarbonRow['kind'];
  /** Electricity Maps: the key. */
  readonly token?: string;
  /** WattTime: the login. */
  readonly username?: string;
  readonly password?: string;
}

/** Asks for a grid's intensities; errors as of `askFeed`. */
export type AskCarbon = (request: FeedRequest) => Promise<FeedAnswer>;

/** As far as Electricity Maps tells in one answer; WattTime allows 32 days. */
const reachMs = 86_400_000;
/** A login of WattTime is good for half an hour. */
const loginMs = 20 * 60_000;
const minuteMs = 60_000;

const login = z.object({ token: z.string().min(1) });

function at(url: string, query: Readonly<Record<string, string>>): string {
  const full = new URL(url);
  for (const [name, value] of Object.entries(query)) full.searchParams.set(name, value);
  return full.href;
}

const askElectricityMaps =
  ({ zone, token }: CarbonSource): AskCarbon =>
  (request) =>
    askFeed({
      ...request,
      url: at(request.url, { zone }),
      ...(token === undefined ? {} : { headers: { 'auth-token': token } }),
    });

/** Whole minutes: the service refuses nothing finer, and an address that is the same for a minute can be cached. */
const minuteText = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(ms / minuteMs) * minuteMs).toString();

const signalTypes = { average: 'co2_aoer', marginal: 'co2_moer' } as const;

function askWattTime({ zone, signal = 'average', username = '', password = '' }: CarbonSource): AskCarbon {
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  let session: { readonly bearer: string; readonly until: number } | null = null;
  const logIn = async (request: FeedRequest, base: string): Promise<FeedAnswer | null> => {
    const answer = await askFeed({ ...request, url: `${base}/login`, etag: null, headers: { authorization: basic } });
    if (answer.kind !== 'body') return answer;
    const { success, data } = login.safeParse(jsonOf(answer.body, request.feed));
    if (!success) throw feedError(request.feed, 'the login gave no token');
    session = { bearer: `Bearer ${data.token}`, until: request.clock.now() + loginMs };
    return null;
  };
  return async (request) => {
    const base = request.url.replace(/\/+$/, '');
    const now = request.clock.now();
    if (!session || session.until <= now) {
      const refused = await logIn(request, base);
      if (refused) return refused;
    }
    const span = { start: minuteText(now - reachMs), end: minuteText(now) };
    const url = at(`${base}/v3/historical`, { region: zone, signal_type: signalTypes[signal], ...span });
    const authorization = session?.bearer ?? '';
    try {
      return await askFeed({ ...request, url, etag: null, headers: { authorization } });
    } catch (error) {
      // It may be the login that is not good any more.
      session = null;
      throw error;
    }
  };
}

/** How a source is asked for the intensities of the last 24 hours; a login is kept while it is good. */
export const carbonAsker = (source: CarbonSource): AskCarbon =>
  source.kind === 'watttime' ? askWattTime(source) : askElectricityMaps(source);

/**
 * The intensities of one zone and signal in an answer. Those of another zone or of the other signal, which is never mixed with it, are left
 * out and told as a problem. Throws `FEED_ANSWER`.
 */
export function parseCarbon(
  { kind, zone, signal = 'average' }: CarbonSource,
  body: Uint8Array,
  options: ParseOptions,
): FeedRows<CarbonRow> {
  const { rows, problems } = (kind === 'watttime' ? parseWattTime : parseElectricityMaps)(body, options);
  const own = rows.filter((row) => row.zone === zone && row.kind === signal);
  const left = rows.length - own.length;
  if (left === 0) return { rows, problems };
  const other = signal === 'average' ? 'marginal' : 'average';
  const problem = `feed ${options.feed}: ${left} rows are of another zone or ${other}, and are left out`;
  return { rows: own, problems: [...problems, problem] };
}
