-- The hours, days and months of site time that a range touches, as spans from the first to the last of each.
SELECT toInt64(toUnixTimestamp(minIf(bucket_start, grain = 'hour'))) AS hours_from, toInt64(toUnixTimestamp(maxIf(bucket_end, grain = 'hour'))) AS hours_to,
  toInt64(toUnixTimestamp(minIf(bucket_start, grain = 'day'))) AS days_from, toInt64(toUnixTimestamp(maxIf(bucket_end, grain = 'day'))) AS days_to,
  toInt64(toUnixTimestamp(minIf(bucket_start, grain = 'month'))) AS months_from, toInt64(toUnixTimestamp(maxIf(bucket_end, grain = 'month'))) AS months_to
FROM calendar
WHERE zone = {zone:String} AND bucket_start < {behind:DateTime('UTC')} AND bucket_end > {first:DateTime('UTC')}
