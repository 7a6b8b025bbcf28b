-- Plans buckets: counts what there is to compute them from, before anything is computed.
INSERT INTO rollup_bucket (site, bucket_start, due_from, due_to, longest_ms, readings, market_rows, event_rows, revision, is_done, version)
WITH
  {{share}},
  {{input}},
  reading AS (
    SELECT k, sum(n) AS overlapping, max(longest) AS longest_ms, min(first) AS first_ms, max(last) AS last_ms
    FROM (
      SELECT k, count() AS n, maxIf(d, is_end) AS longest, min(s) AS first, max(e) AS last FROM {{spread reading_asic: device}} GROUP BY k
      UNION ALL
      SELECT k, count(), maxIf(d, is_end), min(s), max(e) FROM {{spread reading_gpu: device}} GROUP BY k
      UNION ALL
      SELECT k, count(), maxIf(d, is_end), min(s), max(e) FROM {{spread reading_cooling: device}} GROUP BY k
      UNION ALL
      SELECT k, count(), maxIf(d, is_end), min(s), max(e) FROM {{spread reading_meter: device}} GROUP BY k
    )
    GROUP BY k
  )
SELECT {site:String}, toDateTime(start_ms / 1000, 'UTC'),
  if(start_ms = {hull_from:Int64} AND overlapping > 0, greatest(first_ms, start_ms), start_ms) AS due_from,
  if(end_ms = {hull_to:Int64} AND overlapping > 0, least(last_ms, end_ms), end_ms) AS due_to,
  longest_ms, overlapping, market_rows, event_rows, {revision:UInt64}, false,
  {epoch:UInt64} * 1099511627776 + overlapping + market_rows + event_rows + {revision:UInt64} + (start_ms > {hull_from:Int64}) + (end_ms < {hull_to:Int64})
FROM (SELECT arrayJoin(range(intDiv({from:Int64}, 900000), intDiv({to:Int64}, 900000))) AS k, k * 900000 AS start_ms, start_ms + 900000 AS end_ms) AS wanted
LEFT JOIN reading USING (k) LEFT JOIN input USING (k)
