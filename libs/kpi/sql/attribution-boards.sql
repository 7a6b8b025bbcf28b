-- What the boards of a site drew by 15 minutes; rows that a later revision of the register has emptied are left out.
SELECT toInt64(toUnixTimestamp(bucket_start)) * 1000 AS start_ms, toString(hall) AS place, toString(device) AS board, energy_j, energy_ms, expected_ms
FROM rollup_gpu FINAL
WHERE site = {site:String} AND grain = '15m' AND bucket_start >= toDateTime(intDiv({from:Int64}, 1000), 'UTC') AND bucket_start < toDateTime(intDiv({to:Int64}, 1000), 'UTC')
  AND (energy_j != 0 OR expected_ms > 0)
ORDER BY bucket_start, device
LIMIT {limit:UInt32}
