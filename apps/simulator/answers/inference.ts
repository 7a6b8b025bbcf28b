import type { Host } from '../model/gpu.ts';
import type { Answerer } from './answerer.ts';

/** What a server has done since it was started, whichever family it is of. */
export interface ServedFigures {
  readonly startedAtS: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly requests: number;
  readonly running: number;
  readonly waiting: number;
}

export const servingFamilies = ['vllm', 'sglang', 'tgi', 'triton'] as const;
export type ServingFamily = (typeof servingFamilies)[number];

/** One sample of a server's page. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a server prints, before it is text. */
export interface InferenceAnswer {
  readonly kind: 'inference';
  readonly samples: readonly Sample[];
}

/** Requests whose first token, or whole answer, has come by then, of all. */
const ttftShares = [
  [0.1, 0.31],
  [0.25, 0.78],
  [0.5, 0.97],
  [1, 0.995],
] as const;
const e2eShares = [
  [1, 0.12],
  [5, 0.7],
  [10, 0.96],
  [30, 0.999],
] as const;
type Shares = readonly (readonly [endS: number, share: number])[];

const meanOf = (shares: Shares): number => (shares[1]?.[0] ?? 0) * 1.1;

type Labels = Sample['labels'];

function histogram(name: string, shares: Shares, requests: number, labels: Labels, unitsPerS = 1): Sample[] {
  const bucket = (le: string, value: number): Sample => ({ name: `${name}_bucket`, labels: { ...labels, le }, value });
  return [
    ...shares.map(([endS, share]) => bucket(String(endS * unitsPerS), Math.floor(requests * share))),
    bucket('+Inf', requests),
    { name: `${name}_count`, labels, value: requests },
    { name: `${name}_sum`, labels, value: requests * meanOf(shares) * unitsPerS },
  ];
}

const model = 'sim-8b-chat';

/** The samples of a page of vLLM or SGLang, which differ in names only. */
function engineSamples(
  prefix: string,
  names: Readonly<Record<keyof ServedFigures, string>>,
  told: ServedFigures,
): Sample[] {
  const labels = { model_name: model };
  const counted = (['promptTokens', 'outputTokens', 'requests', 'running', 'waiting'] as const).map((key) => ({
    name: `${prefix}${names[key]}`,
    labels,
    value: told[key],
  }));
  return [
    { name: 'process_start_time_seconds', labels: {}, value: told.startedAtS },
    ...counted,
    ...histogram(`${prefix}time_to_first_token_seconds`, ttftShares, told.requests, labels),
    ...histogram(`${prefix}e2e_request_latency_seconds`, e2eShares, told.requests, labels),
  ];
}

function tgiSamples({ promptTokens, outputTokens, requests, running, waiting }: ServedFigures): Sample[] {
  const plain = (name: string, value: number): Sample => ({ name, labels: {}, value });
  return [
    plain('tgi_request_input_length_sum', promptTokens),
    plain('tgi_request_generated_tokens_sum', outputTokens),
    { name: 'tgi_request_success', labels: { method: 'generate' }, value: requests },
    plain('tgi_batch_current_size', running),
    plain('tgi_queue_size', waiting),
    ...histogram('tgi_request_duration', e2eShares, requests, {}),
  ];
}

/** Two models of an ensemble count each request. */
function tritonSamples({ promptTokens, outputTokens, requests, running, waiting }: ServedFigures): Sample[] {
  const labels = { model, version: '1' };
  const of = (name: string, value: number, more: Labels = {}): Sample => ({
    name,
    labels: { ...labels, ...more },
    value,
  });
  const [input, output] = [
    { response_metric_type: 'total_input_tokens' },
    { response_metric_type: 'total_output_tokens' },
  ];
  return [
    of('nv_inference_request_success', requests, { model: 'ensemble' }),
    of('nv_inference_request_success', requests),
    of('nv_llm_input_token_len_sum', promptTokens, input),
    of('nv_llm_output_token_len_sum', outputTokens, output),
    of('nv_llm_output_token_len_count', requests, output),
    of('nv_trt_llm_request_metrics', running, { request_type: 'active' }),
    of('nv_trt_llm_request_metrics', 64, { request_type: 'max' }),
    of('nv_inference_pending_request_count', waiting),
    ...histogram('nv_inference_first_response_histogram_ms', ttftShares, requests, labels, 1000),
  ];
}

const engineNames = {
  startedAtS: '',
  promptTokens: 'prompt_tokens_total',
  outputTokens: 'generation_tokens_total',
} as const;
const samplesBy: Readonly<Record<ServingFamily, (told: ServedFigures) => Sample[]>> = {
  vllm: (told) =>
    engineSamples(
      'vllm:',
      {
        ...engineNames,
        requests: 'request_success_total',
        running: 'num_requests_running',
        waiting: 'num_requests_waiting',
      },
      told,
    ),
  sglang: (told) =>
    engineSamples(
      'sglang:',
      { ...engineNames, requests: 'num_requests_total', running: 'num_running_reqs', waiting: 'num_queue_reqs' },
      told,
    ),
  tgi: tgiSamples,
  triton: tritonSamples,
};

/** The page of a server of a family that has done so much. */
export const inferenceAnswer = (family: ServingFamily, told: ServedFigures): InferenceAnswer => ({
  kind: 'inference',
  samples: samplesBy[family](told),
});

/** Tokens per second of a board with all of its processors at work, and of a request. */
const servedPerS = 1_500;
const tokensPerRequest = 400;
const mostRunning = 64;

/** Answers of a vLLM server on hosts that serve: it follows how busy their boards are. */
export function inferenceAnswerer(hosts: readonly Host[], start: number): Answerer<InferenceAnswer> {
  const boards = hosts.flatMap((host) => host.boards);
  return () => {
    const outputTokens = Math.floor(boards.reduce((sum, { totals }) => sum + totals.smS, 0) * servedPerS);
    const busy = boards.reduce((sum, { sm }) => sum + sm, 0) / Math.max(boards.length, 1);
    return inferenceAnswer('vllm', {
      startedAtS: start / 1000,
      promptTokens: 3 * outputTokens,
      outputTokens,
      requests: Math.floor(outputTokens / tokensPerRequest),
      running: Math.round(busy * mostRunning),
      waiting: Math.round(Math.max(0, busy - 0.7) * mostRunning),
    });
  };
}

/** The server's page in the Prometheus text format. */
export const inferenceText = ({ samples }: InferenceAnswer): string =>
  samples
    .map(({ name, labels, value }) => {
      const listed = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      return `${name}${listed.length > 0 ? `{${listed.join(',')}}` : ''} ${value}\n`;
    })
    .join('');
