-- Where each 15 minutes go: into the hours, days and months of site time that are recomputed.
  goal AS (
    SELECT DISTINCT grain AS into_grain, bucket_start AS into_start, bucket_end AS into_end,
      toDateTime(arrayJoin(range(toUnixTimestamp(bucket_start), toUnixTimestamp(bucket_end), 900)), 'UTC') AS quarter
    FROM calendar
    WHERE zone = {zone:String} AND (
      grain = 'hour' AND bucket_start >= toDateTime({hours_from:Int64}, 'UTC') AND bucket_start < toDateTime({hours_to:Int64}, 'UTC')
      OR grain = 'day' AND bucket_start >= toDateTime({days_from:Int64}, 'UTC') AND bucket_start < toDateTime({days_to:Int64}, 'UTC')
      OR grain = 'month' AND bucket_start >= toDateTime({months_from:Int64}, 'UTC') AND bucket_start < toDateTime({months_to:Int64}, 'UTC')
    )
  )
