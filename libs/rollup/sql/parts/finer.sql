-- The rows that add up to them: quarters of the recomputed hours, the other hours of the recomputed days, the other days of the months.
site IN {sites:Array(String)} AND (
      grain = '15m' AND bucket_start >= toDateTime({hours_from:Int64}, 'UTC') AND bucket_start < toDateTime({hours_to:Int64}, 'UTC')
      OR grain = 'hour' AND (bucket_start >= toDateTime({days_from:Int64}, 'UTC') AND bucket_start < toDateTime({hours_from:Int64}, 'UTC')
        OR bucket_start >= toDateTime({hours_to:Int64}, 'UTC') AND bucket_start < toDateTime({days_to:Int64}, 'UTC'))
      OR grain = 'day' AND (bucket_start >= toDateTime({months_from:Int64}, 'UTC') AND bucket_start < toDateTime({days_from:Int64}, 'UTC')
        OR bucket_start >= toDateTime({days_to:Int64}, 'UTC') AND bucket_start < toDateTime({months_to:Int64}, 'UTC'))
    )
