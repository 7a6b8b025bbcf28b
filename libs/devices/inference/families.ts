/** A histogram of times, in the unit of its name. */
export interface Histogram {
  readonly name: string;
  readonly unitsPerS: 1 | 1000;
}

/** The names under which a family of servers shows what we take; of several the first that is there is taken. */
export interface Family {
  readonly make: string;
  /** What all its own names begin with. */
  readonly prefix: string;
  readonly promptTokens: readonly string[];
  readonly outputTokens: readonly string[];
  readonly requests: readonly string[];
  readonly running: readonly string[];
  readonly waiting: readonly string[];
  /** Time to the first token, and until a request is answered whole. */
  readonly ttft?: Histogram;
  readonly e2e?: Histogram;
}

/** In the order in which they are looked for: Triton runs vLLM too, and then shows the names of both. */
export const families: readonly Family[] = [
  {
    make: 'vLLM',
    prefix: 'vllm:',
    promptTokens: ['vllm:prompt_tokens_total'],
    outputTokens: ['vllm:generation_tokens_total'],
    requests: ['vllm:request_success_total', 'vllm:e2e_request_latency_seconds_count'],
    running: ['vllm:num_requests_running'],
    waiting: ['vllm:num_requests_waiting'],
    ttft: { name: 'vllm:time_to_first_token_seconds', unitsPerS: 1 },
    e2e: { name: 'vllm:e2e_request_latency_seconds', unitsPerS: 1 },
  },
  {
    make: 'SGLang',
    prefix: 'sglang:',
    promptTokens: ['sglang:prompt_tokens_total'],
    outputTokens: ['sglang:generation_tokens_total'],
    requests: ['sglang:num_requests_total', 'sglang:e2e_request_latency_seconds_count'],
    running: ['sglang:num_running_reqs'],
    waiting: ['sglang:num_queue_reqs'],
    ttft: { name: 'sglang:time_to_first_token_seconds', unitsPerS: 1 },
    e2e: { name: 'sglang:e2e_request_latency_seconds', unitsPerS: 1 },
  },
  {
    make: 'TGI',
    prefix: 'tgi_',
    promptTokens: ['tgi_request_input_length_sum'],
    outputTokens: ['tgi_request_generated_tokens_sum'],
    requests: ['tgi_request_success', 'tgi_request_success_total'],
    running: ['tgi_batch_current_size'],
    waiting: ['tgi_queue_size'],
    // It has no time to the first token; its time per token has the prefill in it.
    e2e: { name: 'tgi_request_duration', unitsPerS: 1 },
  },
  {
    make: 'Triton',
    prefix: 'nv_inference_',
    promptTokens: ['nv_llm_input_token_len_sum'],
    outputTokens: ['nv_llm_output_token_len_sum'],
    requests: ['nv_llm_output_token_len_count', 'nv_inference_request_success'],
    running: ['nv_trt_llm_request_metrics'],
    waiting: ['nv_inference_pending_request_count'],
    // Of a model that streams: until the first part of its answer, which may hold several tokens.
    ttft: { name: 'nv_inference_first_response_histogram_ms', unitsPerS: 1000 },
  },
];
