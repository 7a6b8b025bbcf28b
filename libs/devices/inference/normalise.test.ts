import { describe, expect, test } from '@jest/globals';
import { Meter, type Poll } from '#metering';
import { type Answer, type DeviceTarget, parseExposition } from '../index.ts';
import { normalise } from './normalise.ts';

const target: DeviceTarget = {
  id: 's',
  kind: 'inference',
  host: 'h',
  port: 8000,
  timeoutMs: 1,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
};

const read = (lines: readonly string[], more: Partial<DeviceTarget> = {}): Answer =>
  normalise(parseExposition(lines.join('\n')), { ...target, ...more });
const valuesOf = ({ units }: Answer): Record<string, number> =>
  Object.fromEntries(Object.entries(units[0]?.counters ?? {}).map(([name, { value }]) => [name, value]));

/** A page of a family: 9,000 tokens in, 6,000 out, 30 requests, 27 of them within the bound, 4 being worked on and 2 waiting. */
const pages = {
  vLLM: [
    'process_start_time_seconds 1.76e+09',
    'vllm:prompt_tokens_total{engine="0",model_name="m"} 4000',
    'vllm:prompt_tokens_total{engine="1",model_name="m"} 5000',
    'vllm:generation_tokens_total{engine="0",model_name="m"} 6000',
    'vllm:request_success_total{finished_reason="stop",model_name="m"} 28',
    'vllm:request_success_total{finished_reason="length",model_name="m"} 2',
    'vllm:time_to_first_token_seconds_bucket{le="0.25",model_name="m"} 20',
    'vllm:time_to_first_token_seconds_bucket{le="0.5",model_name="m"} 27',
    'vllm:time_to_first_token_seconds_bucket{le="+Inf",model_name="m"} 30',
    'vllm:time_to_first_token_seconds_count{model_name="m"} 30',
    'vllm:time_to_first_token_seconds_sum{model_name="m"} 7.5',
    'vllm:num_requests_running{model_name="m"} 4',
    'vllm:num_requests_waiting{model_name="m"} 2',
  ],
  SGLang: [
    'sglang:prompt_tokens_total{model_name="m"} 9000',
    'sglang:generation_tokens_total{model_name="m"} 6000',
    'sglang:num_requests_total{model_name="m"} 30',
    'sglang:time_to_first_token_seconds_bucket{le="0.5",model_name="m"} 27',
    'sglang:time_to_first_token_seconds_count{model_name="m"} 30',
    'sglang:time_to_first_token_seconds_sum{model_name="m"} 7.5',
    'sglang:num_running_reqs{model_name="m",tp_rank="0",pp_rank="0"} 4',
    'sglang:num_running_reqs{model_name="m",tp_rank="1",pp_rank="0"} 4',
    'sglang:num_queue_reqs{model_name="m"} 2',
  ],
  TGI: [
    'tgi_request_input_length_sum 9000',
    'tgi_request_generated_tokens_sum 6000',
    'tgi_request_success{method="batch"} 30',
    'tgi_request_duration_bucket{le="0.5"} 27',
    'tgi_request_duration_count 30',
    'tgi_request_duration_sum 7.5',
    'tgi_batch_current_size 4',
    'tgi_queue_size 2',
  ],
  Triton: [
    'nv_inference_request_success{model="ensemble",version="1"} 30',
    'nv_inference_request_success{model="llm",version="1"} 30',
    'nv_llm_input_token_len_sum{model="llm",response_metric_type="total_input_tokens",version="1"} 9000',
    'nv_llm_output_token_len_sum{model="llm",response_metric_type="total_output_tokens",version="1"} 6000',
    'nv_llm_output_token_len_count{model="llm",response_metric_type="total_output_tokens",version="1"} 30',
    'nv_inference_first_response_histogram_ms_bucket{model="ensemble",version="1",le="500"} 27',
    'nv_inference_first_response_histogram_ms_bucket{model="llm",version="1",le="500"} 27',
    'nv_inference_first_response_histogram_ms_count{model="llm",version="1"} 30',
    'nv_inference_first_response_histogram_ms_sum{model="llm",version="1"} 7500',
    'nv_trt_llm_request_metrics{model="llm",request_type="active",version="1"} 4',
    'nv_trt_llm_request_metrics{model="llm",request_type="max",version="1"} 64',
    'nv_inference_pending_request_count{model="llm",version="1"} 2',
  ],
} as const;

describe.each(Object.entries(pages))('a page of %s', (make, page) => {
  const of = make === 'TGI' ? 'e2e' : 'ttft';

  test('says what was served, each thing once, over all engines, ranks and models of an ensemble', () => {
    const answer = read(page, { slo: { of, withinS: 0.5 } });
    expect(answer.problems).toEqual([]);
    expect(answer.units[0]).toMatchObject({
      device: 's',
      identity: { make },
      gauges: { running: 4, waiting: 2, busy: 1 },
    });
    expect(valuesOf(answer)).toEqual({
      prompt_tokens: 9000,
      output_tokens: 6000,
      requests: 30,
      slo_judged: 30,
      slo_met: 27,
      [`${of}_count`]: 30,
      [`${of}_sum_ms`]: 7500,
    });
  });

  test('without a service level holds nothing against one', () => {
    expect(Object.keys(valuesOf(read(page)))).not.toContain('slo_judged');
  });
});

test('a bound at which no bucket ends is not guessed: the ends next to it are named', () => {
  const answer = read(pages.vLLM, { slo: { of: 'ttft', withinS: 0.3 } });
  expect(valuesOf(answer)).not.toHaveProperty('slo_met');
  expect(answer.problems).toEqual([
    'slo_met: no bucket of vllm:time_to_first_token_seconds ends at 0.3 s; next to it end 0.25 and 0.5',
  ]);
});

test('a time that a family does not show is said to be missing', () => {
  expect(read(pages.TGI, { slo: { of: 'ttft', withinS: 0.5 } }).problems).toEqual([
    'slo_met: TGI shows no histogram for slo_ttft_s',
  ]);
});

test('a metric that is missing is unknown and noted, the others are used', () => {
  const answer = read(pages.SGLang.filter((line) => !line.startsWith('sglang:generation')));
  expect(answer.problems).toEqual(['output_tokens: sglang:generation_tokens_total is not shown']);
  expect(valuesOf(answer)).toMatchObject({ prompt_tokens: 9000, requests: 30 });
  expect(valuesOf(answer)).not.toHaveProperty('output_tokens');
});

test.each(['NaN', '-5', '1e300', '+Inf'])(
  'a counter of %s is noted and not used, nor is the sum that it is part of',
  (bad) => {
    const answer = read([
      ...pages.vLLM,
      `vllm:generation_tokens_total{engine="2",model_name="m"} ${bad === '-5' ? -6005 : bad}`,
    ]);
    expect(answer.problems).toHaveLength(1);
    expect(answer.problems[0]).toMatch(/^output_tokens: vllm:generation_tokens_total is /);
    expect(valuesOf(answer)).not.toHaveProperty('output_tokens');
  },
);

test('more requests within the bound than there are is noted and not used', () => {
  const page = pages.TGI.map((line) => line.replace(/_count 30/, '_count 20'));
  const answer = read(page, { slo: { of: 'e2e', withinS: 0.5 } });
  expect(answer.problems).toEqual(['slo_met: tgi_request_duration has 27 of 20 requests in 0.5 s']);
});

test('a page of something else is a wrong answer that names what is understood', () => {
  expect(() => read(['DCGM_FI_DEV_GPU_UTIL{gpu="0"} 3'])).toThrow(
    /shows nothing of vLLM \(vllm:…\), SGLang \(sglang:…\), TGI \(tgi_…\), Triton/,
  );
});

describe('metered', () => {
  const minute = 60_000;
  const polls = (answers: readonly Answer[]): Poll[] =>
    answers.flatMap(({ units }, index) =>
      units.map((unit) => ({ ...unit, at: (index + 1) * minute, monotonicMs: (index + 1) * minute, process: 'p' })),
    );
  const metered = (answers: readonly Answer[]) => {
    const meter = new Meter({ deviceClass: 'inference', pollMs: minute });
    const [first, ...others] = polls(answers);
    if (!first) return [];
    const state = meter.start(first);
    return others.map((poll) => {
      const [, tokens, , judged, met] = meter.step(state, poll)?.quantities ?? [];
      return { tokens, judged, met };
    });
  };
  const page = (start: number, tokens: number, within: number, slo = 0.5): Answer =>
    read(
      [
        `process_start_time_seconds ${start}`,
        `vllm:generation_tokens_total ${tokens}`,
        `vllm:time_to_first_token_seconds_bucket{le="0.5"} ${within}`,
        `vllm:time_to_first_token_seconds_bucket{le="1"} ${within + 1000}`,
        `vllm:time_to_first_token_seconds_count ${within + 1000}`,
      ],
      { slo: { of: 'ttft', withinS: slo } },
    );

  test('a restart counts what the new process shows, with the time of its start as evidence', () => {
    expect(metered([page(1, 1000, 10), page(1, 1600, 13), page(2, 2000, 5), page(2, 2100, 5)])).toEqual([
      { tokens: 600, judged: 3, met: 3 },
      { tokens: 2000, judged: 1005, met: 5 },
      { tokens: 100, judged: 0, met: 0 },
    ]);
  });

  test('another bound is no requests that met it', () => {
    expect(metered([page(1, 1000, 10), page(1, 1600, 13, 1), page(1, 1700, 14, 1)])).toEqual([
      { tokens: null, judged: null, met: null },
      { tokens: 100, judged: 1, met: 1 },
    ]);
  });
});
