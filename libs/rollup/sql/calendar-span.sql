-- What the calendar of a zone covers.
SELECT count() AS months, toInt64(toUnixTimestamp(min(bucket_start))) * 1000 AS from_ms, toInt64(toUnixTimestamp(max(bucket_end))) * 1000 AS to_ms
FROM calendar
WHERE zone = {zone:String} AND grain = 'month'
