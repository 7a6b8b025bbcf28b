import { dayMs } from '#contracts';
import type { Clock } from '#runtime';
import type { DispatchRow } from '../model/dispatch.ts';
import { gpuPriceList } from '../model/gpu-rent.ts';
import type { GridCarbon } from '../model/grid-carbon.ts';
import { hubOf, type PowerPrice } from '../model/power-price.ts';
import { type HttpAnswer, type HttpServerOptions, instantIn, notFound, startHttpServer } from './http.ts';
import type { Listener } from './listener.ts';

const longestSpanMs = 100 * dayMs;

export interface FeedServerOptions extends HttpServerOptions {
  readonly clock: Clock;
  readonly price: PowerPrice;
  readonly carbon: GridCarbon;
  /** Orders opened or changed at or after an instant, UTC ms. */
  readonly dispatch: (since: number) => readonly DispatchRow[];
}

const wrong = (message: string): HttpAnswer => ({ status: 400, body: { error: message } });

function marginalRates({ searchParams }: URL, carbon: GridCarbon, now: number): HttpAnswer {
  const isKnown = searchParams.get('region') === carbon.zone && searchParams.get('signal_type') === 'co2_moer';
  return isKnown ? { body: carbon.marginal(now - dayMs, now, now) } : wrong(`there is only co2_moer of ${carbon.zone}`);
}

function pricesIn(url: URL, prices: Pick<PowerPrice, 'rows'>, now: number): HttpAnswer {
  const from = instantIn(url, 'from', now - 7_200_000);
  const to = instantIn(url, 'to', now);
  if (from === null || to === null) return wrong('from and to must be ISO 8601 instants or ms since 1970');
  if (to - from > longestSpanMs) return wrong('from and to must not be more than 100 days apart');
  return { body: prices.rows(from, to, now) };
}

/**
 * The market's feeds of one site. `GET /prices?from=&to=` gives the settlement intervals that start in [from, to), by default those of the last two hours, of the site's node or of the hub where `node` names it;
 * `GET /carbon-intensity/history?zone=` gives the hours of the last day as Electricity Maps would; `GET /instance-types` gives rental prices of GPUs as Lambda would;
 * `/watttime/login` and `/watttime/v3/historical` give marginal rates as WattTime would, to anybody; `GET /dispatch?since=` gives the orders. Instants are ISO 8601 or ms since 1970.
 */
export function startFeedServer({ clock, price, carbon, dispatch, ...options }: FeedServerOptions): Promise<Listener> {
  const hub = hubOf(price);
  return startHttpServer((url): HttpAnswer => {
    const now = clock.now();
    if (url.pathname === '/prices') return pricesIn(url, url.searchParams.get('node') === hub.node ? hub : price, now);
    if (url.pathname === '/carbon-intensity/history') {
      const isKnown = url.searchParams.get('zone') === carbon.zone;
      return isKnown ? { body: carbon.history(now - dayMs, now, now) } : wrong(`the only zone is ${carbon.zone}`);
    }
    if (url.pathname === '/instance-types') return { body: gpuPriceList() };
    if (url.pathname === '/watttime/login') return { body: { token: 'simulated' } };
    if (url.pathname === '/watttime/v3/historical') return marginalRates(url, carbon, now);
    if (url.pathname === '/dispatch') {
      const since = instantIn(url, 'since', 0);
      return since === null ? wrong('since must be an ISO 8601 instant or ms since 1970') : { body: dispatch(since) };
    }
    return notFound;
  }, options);
}
