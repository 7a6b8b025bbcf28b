-- Shares accepted in the last four whole quarters of each site, against those that the rated rate would have given.
-- How many shares a difficulty sum is made of is not recorded; of shares that come by chance, the variance of the sums between polls over their mean is the difficulty of one.
-- A miner that had none accepted, or was polled too seldom within the hour to tell, is judged by the difficulty of the four hours before.
WITH last AS (
  SELECT site, toStartOfFifteenMinutes(max(through)) AS until
  FROM rollup_site
  WHERE grain = '15m' AND hall = '' AND site IN {sites:Array(String)} AND bucket_start >= fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 2 HOUR
  GROUP BY site
), unit AS (
  SELECT site, device, hall, model FROM ({{units}}) WHERE class = 'asic'
), hour AS (
  SELECT bucket.site AS site, bucket.device AS device, toUnixTimestamp(any(last.until)) * 1000 AS until_ms, sum(bucket.accepted_diff) AS accepted,
         sum(bucket.nominal_shares_gh) * 1e9 / pow(2, 32) AS expected, sum(bucket.shares_ms) AS known_ms, sum(bucket.curtailed_ms) AS curtailed_ms
  FROM rollup_asic AS bucket FINAL INNER JOIN last ON last.site = bucket.site
  WHERE bucket.grain = '15m' AND bucket.site IN {sites:Array(String)} AND bucket.bucket_start >= fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 4 HOUR
    AND bucket.bucket_start >= last.until - INTERVAL 1 HOUR AND bucket.bucket_end <= last.until
  GROUP BY bucket.site, bucket.device
), share AS (
  SELECT poll.site AS site, poll.device AS device, countIf(poll.ended_at > last.until - INTERVAL 1 HOUR) AS polls, count() - polls AS former_polls,
         varSampIf(poll.accepted_diff, poll.ended_at > last.until - INTERVAL 1 HOUR) / avgIf(poll.accepted_diff, poll.ended_at > last.until - INTERVAL 1 HOUR) AS now_difficulty,
         varSampIf(poll.accepted_diff, poll.ended_at <= last.until - INTERVAL 1 HOUR) / avgIf(poll.accepted_diff, poll.ended_at <= last.until - INTERVAL 1 HOUR) AS former_difficulty
  FROM reading_asic AS poll INNER JOIN last ON last.site = poll.site
  WHERE poll.site IN {sites:Array(String)} AND poll.ended_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 8 HOUR
    AND poll.ended_at > last.until - INTERVAL 5 HOUR AND poll.ended_at <= last.until AND isNotNull(poll.accepted_diff) AND poll.flags = 0
  GROUP BY poll.site, poll.device
)
SELECT 'share_shortfall' AS indicator, unit.site AS site, unit.hall AS hall, unit.model AS model, unit.device AS device,
       hour.accepted > 0 AND share.polls >= 20 AS is_now, if(is_now, share.now_difficulty, share.former_difficulty) AS difficulty,
       multiIf(hour.device = '' OR hour.known_ms < 0.95 * 3600000, 'its shares are not known for the whole hour',
               hour.curtailed_ms > 0, 'it was curtailed within the hour',
               hour.expected <= 0, 'its rated rate is not known',
               NOT is_now AND share.former_polls < 20, 'fewer than 20 polls do not tell how many shares there were',
               NOT isFinite(ifNull(difficulty, nan)) OR difficulty <= 0, 'the polls do not tell how many shares there were', '') AS reason,
       if(reason = '', (hour.expected - hour.accepted) * pow(2, 32), NULL) AS numerator,
       if(reason = '', sqrt(difficulty * hour.expected) * pow(2, 32), NULL) AS denominator,
       numerator / denominator AS value,
       if(reason = '', concat(toString(round(hour.accepted / difficulty)), ' shares accepted, ', toString(round(hour.expected / difficulty)), ' expected'), '') AS note,
       if(hour.device = '', {now:Int64}, hour.until_ms) AS end_ms, end_ms - 3600000 AS start_ms
FROM unit
LEFT JOIN hour ON hour.site = unit.site AND hour.device = unit.device
LEFT JOIN share ON share.site = unit.site AND share.device = unit.device
