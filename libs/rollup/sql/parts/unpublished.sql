-- Windows that have ended and are stored whole, of another version than was published last; why, where they were published before.
  SELECT grain, window_start, window_end, edition, base, base_known_at, now_readings, now_market_rows, now_event_rows, now_revision,
    greatest(fromUnixTimestamp64Milli({effect:Int64}, 'UTC'), base_known_at + INTERVAL 1 MILLISECOND) AS now_known_at,
    arrayFilter(cause -> cause != '', [
      if(base_market_rows != now_market_rows, 'market', ''), if(base_event_rows != now_event_rows, 'events', ''), if(base_revision != now_revision, 'register', ''),
      if(intDiv(base, 1099511627776) != intDiv(edition, 1099511627776), 'repair', '')
    ]) AS others,
    -- Readings beside a window tell that the site was there, and so what was expected in it.
    multiIf(base = 0, [], base_readings != now_readings OR empty(others), arrayConcat(['readings'], others), others) AS why
  FROM (
    SELECT grain, window_start, window_end, {{summed-version}} AS edition, sum(bucket.readings) AS now_readings, sum(bucket.market_rows) AS now_market_rows,
      sum(bucket.event_rows) AS now_event_rows, max(bucket.revision) AS now_revision, min(bucket.is_done) AS is_whole
    FROM (
      SELECT * FROM rollup_bucket FINAL
      WHERE site = {site:String} AND bucket_start >= toDateTime({since:UInt32}, 'UTC') AND bucket_start < toDateTime({behind:UInt32}, 'UTC')
    ) AS bucket INNER JOIN (
      SELECT DISTINCT grain, bucket_start AS window_start, bucket_end AS window_end,
        toDateTime(arrayJoin(range(toUnixTimestamp(bucket_start), toUnixTimestamp(bucket_end), 900)), 'UTC') AS quarter
      FROM calendar
      WHERE zone = {zone:String} AND bucket_end > toDateTime({first:UInt32}, 'UTC') AND bucket_end <= toDateTime({behind:UInt32}, 'UTC')
      UNION ALL
      SELECT DISTINCT '15m', bucket_start, bucket_start + 900, bucket_start
      FROM rollup_bucket
      WHERE site = {site:String} AND bucket_start + 900 > toDateTime({first:UInt32}, 'UTC') AND bucket_start + 900 <= toDateTime({behind:UInt32}, 'UTC')
    ) AS goal ON bucket.bucket_start = goal.quarter
    GROUP BY grain, window_start, window_end
  ) AS current LEFT JOIN (
    SELECT grain, bucket_start AS window_start, max(edition) AS base, max(known_at) AS base_known_at, argMax(readings, publication.edition) AS base_readings,
      argMax(market_rows, publication.edition) AS base_market_rows, argMax(event_rows, publication.edition) AS base_event_rows, argMax(revision, publication.edition) AS base_revision
    FROM publication
    WHERE site = {site:String} AND bucket_end > toDateTime({first:UInt32}, 'UTC') AND bucket_end <= toDateTime({behind:UInt32}, 'UTC')
    GROUP BY grain, bucket_start
  ) AS published USING (grain, window_start)
  WHERE is_whole AND edition > base
