site IN {sites:Array(String)} AND (
      grain = 'hour' AND bucket_start >= toDateTime({hours_from:Int64}, 'UTC') AND bucket_start < toDateTime({hours_to:Int64}, 'UTC')
      OR grain = 'day' AND bucket_start >= toDateTime({days_from:Int64}, 'UTC') AND bucket_start < toDateTime({days_to:Int64}, 'UTC')
      OR grain = 'month' AND bucket_start >= toDateTime({months_from:Int64}, 'UTC') AND bucket_start < toDateTime({months_to:Int64}, 'UTC')
    )
