-- In how much of the last hour each board had memory held and did nothing.
WITH unit AS (
  SELECT site, device, hall, model FROM ({{units}}) WHERE class = 'gpu'
), hour AS (
  SELECT site, device, sum(observed_ms) AS known_ms, sumIf(observed_ms, memory_used_mib > 1024 AND sm_ms < 0.02 * observed_ms) AS idle_ms, max(ended_at) AS until
  FROM reading_gpu
  WHERE site IN {sites:Array(String)} AND ended_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 1 HOUR AND isNotNull(memory_used_mib) AND isNotNull(sm_ms)
  GROUP BY site, device
)
SELECT 'gpu_held_idle' AS indicator, unit.site AS site, unit.hall AS hall, unit.model AS model, unit.device AS device,
       if(hour.known_ms < 0.8 * 3600000, 'its memory and activity are not known for 80 % of the hour', '') AS reason,
       if(reason = '', hour.idle_ms / 1000, NULL) AS numerator, if(reason = '', hour.known_ms / 1000, NULL) AS denominator, numerator / denominator AS value,
       least(hour.known_ms / 3600000, 1) AS coverage,
       if(hour.device = '', {now:Int64}, toUnixTimestamp64Milli(hour.until)) AS end_ms, end_ms - 3600000 AS start_ms
FROM unit LEFT JOIN hour ON hour.site = unit.site AND hour.device = unit.device
