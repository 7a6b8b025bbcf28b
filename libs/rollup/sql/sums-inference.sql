-- Readings of inference servers, summed by bucket and device.
SELECT {{sum-keys}},
  ifNull(sum(reading.prompt_tokens), 0) AS prompt_tokens, sumIf(d, reading.prompt_tokens IS NOT NULL) AS prompt_known_ms,
  ifNull(sum(reading.output_tokens), 0) AS output_tokens, sumIf(d, reading.output_tokens IS NOT NULL) AS output_known_ms,
  ifNull(sum(reading.requests), 0) AS requests, sumIf(d, reading.requests IS NOT NULL) AS requests_known_ms,
  ifNull(sumIf(reading.slo_judged, reading.slo_met IS NOT NULL), 0) AS slo_judged, ifNull(sumIf(reading.slo_met, reading.slo_judged IS NOT NULL), 0) AS slo_met, sumIf(d, reading.slo_judged IS NOT NULL AND reading.slo_met IS NOT NULL) AS slo_known_ms,
  ifNull(sumIf(reading.ttft_sum_ms, reading.ttft_count IS NOT NULL), 0) AS ttft_sum_ms, ifNull(sumIf(reading.ttft_count, reading.ttft_sum_ms IS NOT NULL), 0) AS ttft_count,
  ifNull(sumIf(reading.e2e_sum_ms, reading.e2e_count IS NOT NULL), 0) AS e2e_sum_ms, ifNull(sumIf(reading.e2e_count, reading.e2e_sum_ms IS NOT NULL), 0) AS e2e_count,
  ifNull(sum(reading.running_ms), 0) AS running_ms, ifNull(sum(reading.busy_ms), 0) AS busy_ms, sumIf(reading.observed_ms, reading.busy_ms IS NOT NULL) AS busy_known_ms
FROM {{grouped reading_inference: device, flags, observed_ms, prompt_tokens, output_tokens, requests, slo_judged, slo_met, ttft_sum_ms, ttft_count, e2e_sum_ms, e2e_count, running_ms, busy_ms}} AS reading
{{sum-groups}}
