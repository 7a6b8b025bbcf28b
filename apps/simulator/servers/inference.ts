import { type InferenceAnswer, inferenceText } from '../answers/inference.ts';
import { type HttpServerOptions, notFound, startHttpServer } from './http.ts';
import type { Listener } from './listener.ts';

export interface InferenceServerOptions extends HttpServerOptions {
  /** What the server shows now; null resets the connection. */
  readonly answer: () => InferenceAnswer | null;
}

/** The metrics of an inference server: `GET /metrics` in the Prometheus text format. */
export const startInferenceServer = ({ answer, ...options }: InferenceServerOptions): Promise<Listener> =>
  startHttpServer((url, _request, isAbsurd) => {
    if (url.pathname !== '/metrics') return notFound;
    const raw = answer();
    if (!raw) return null;
    const body = inferenceText(isAbsurd ? absurd(raw) : raw);
    return { type: 'text/plain; version=0.0.4; charset=utf-8', body };
  }, options);

const absurd = ({ samples, ...raw }: InferenceAnswer): InferenceAnswer => ({
  ...raw,
  samples: samples.map((sample, index) => ({ ...sample, value: index % 2 === 0 ? Number.NaN : 1e300 })),
});
