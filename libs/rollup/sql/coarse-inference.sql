-- Inference servers by hour, day and month of site time.
INSERT INTO rollup_inference (
  site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through,
  prompt_tokens, prompt_known_ms, output_tokens, output_known_ms, requests, requests_known_ms, slo_judged, slo_met, slo_known_ms, ttft_sum_ms, ttft_count, e2e_sum_ms, e2e_count, running_ms, busy_ms, busy_known_ms, version
)
WITH
  {{into}}
SELECT
  site, into_grain, into_start, into_end, hall, model, device, sum(q.expected_ms), sum(q.reported_ms), sum(q.bridged_ms), sum(q.observed_ms), sum(q.readings), groupBitOr(flags), max(through),
  sum(q.prompt_tokens), sum(q.prompt_known_ms), sum(q.output_tokens), sum(q.output_known_ms), sum(q.requests), sum(q.requests_known_ms), sum(q.slo_judged), sum(q.slo_met), sum(q.slo_known_ms), sum(q.ttft_sum_ms), sum(q.ttft_count), sum(q.e2e_sum_ms), sum(q.e2e_count), sum(q.running_ms), sum(q.busy_ms), sum(q.busy_known_ms), {{summed-version}}
FROM (SELECT * FROM rollup_inference FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter
GROUP BY site, into_grain, into_start, into_end, hall, model, device
SETTINGS do_not_merge_across_partitions_select_final = 1
