-- Each dirty hour, day and month of site time, laid out with the rows that add up to it: quarters where they are dirty, else the coarsest rows that fit.
  dirty AS (
    SELECT grain, bucket_start, bucket_end
    FROM calendar FINAL
    WHERE zone = {zone:String} AND bucket_start < toDateTime(intDiv({to:Int64}, 1000), 'UTC') AND bucket_end > toDateTime(intDiv({from:Int64}, 1000), 'UTC')
  ),
  clean AS (
    SELECT grain, bucket_start, bucket_end
    FROM calendar FINAL
    WHERE zone = {zone:String} AND (bucket_start >= toDateTime(intDiv({to:Int64}, 1000), 'UTC') OR bucket_end <= toDateTime(intDiv({from:Int64}, 1000), 'UTC'))
  ),
  piece AS (
    SELECT '15m' AS grain, toDateTime(arrayJoin(range(toUnixTimestamp(bucket_start), toUnixTimestamp(bucket_end), 900)), 'UTC') AS bucket_start FROM dirty WHERE grain = 'hour'
    UNION ALL
    SELECT grain, bucket_start FROM clean
    WHERE grain = 'hour' AND bucket_start >= (SELECT min(bucket_start) FROM dirty WHERE grain = 'day') AND bucket_end <= (SELECT max(bucket_end) FROM dirty WHERE grain = 'day')
    UNION ALL
    SELECT grain, bucket_start FROM clean
    WHERE grain = 'day' AND bucket_start >= (SELECT min(bucket_start) FROM dirty WHERE grain = 'month') AND bucket_end <= (SELECT max(bucket_end) FROM dirty WHERE grain = 'month')
  ),
  tile AS (
    SELECT piece.grain AS grain, piece.bucket_start AS bucket_start, into_grain, into_start, into_end
    FROM piece INNER JOIN (
      SELECT grain AS into_grain, bucket_start AS into_start, bucket_end AS into_end, toDateTime(arrayJoin(range(toUnixTimestamp(bucket_start), toUnixTimestamp(bucket_end), 900)), 'UTC') AS bucket_start
      FROM dirty
    ) AS coarse USING (bucket_start)
  )
