import type { Clock } from '#runtime';
import { type DcgmAnswer, dcgmText } from '../answers/dcgm.ts';
import { type HttpServerOptions, notFound, startHttpServer } from './http.ts';
import type { Listener } from './listener.ts';

export interface DcgmServerOptions extends HttpServerOptions {
  readonly clock: Clock;
  /** What the boards show now; null resets the connection. */
  readonly answer: () => DcgmAnswer | null;
  /** The page changes this often, however often it is asked for; the real exporter's default is 30 s. Default 5 s. */
  readonly refreshMs?: number;
}

/** An exporter of one host: `GET /metrics` in the Prometheus text format. */
export function startDcgmServer({
  clock,
  answer,
  refreshMs = 5_000,
  ...options
}: DcgmServerOptions): Promise<Listener> {
  let page = '';
  let madeAt = -Infinity;
  return startHttpServer((url, _request, isAbsurd) => {
    if (url.pathname !== '/metrics') return notFound;
    const raw = answer();
    if (!raw) return null;
    const now = clock.monotonic();
    if (now - madeAt >= refreshMs) {
      page = dcgmText(raw);
      madeAt = now;
    }
    return { type: 'text/plain; version=0.0.4; charset=utf-8', body: isAbsurd ? dcgmText(absurd(raw)) : page };
  }, options);
}

const absurd = (raw: DcgmAnswer): DcgmAnswer => ({
  ...raw,
  boards: raw.boards.map(({ labels, values }) => ({
    labels,
    values: {
      ...values,
      DCGM_FI_DEV_POWER_USAGE: -3,
      DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: 2 ** 63,
      DCGM_FI_DEV_GPU_UTIL: 900,
      DCGM_FI_PROF_SM_ACTIVE: Number.NaN,
      DCGM_FI_DEV_MEMORY_TEMP: 2_147_483_632,
    },
  })),
});
