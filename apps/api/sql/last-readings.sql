-- When each unit was last heard: this month and before from the months, which are as fresh as what they are made of.
SELECT site, class, device, toUnixTimestamp64Milli(max(through)) AS through_ms
FROM (
  SELECT site, 'asic' AS class, device, through FROM rollup_asic WHERE site IN {site:Array(String)} AND grain = 'month'
  UNION ALL
  SELECT site, 'gpu', device, through FROM rollup_gpu WHERE site IN {site:Array(String)} AND grain = 'month'
  UNION ALL
  SELECT site, 'cooling', device, through FROM rollup_cooling WHERE site IN {site:Array(String)} AND grain = 'month'
  UNION ALL
  SELECT site, 'meter', device, through FROM rollup_meter WHERE site IN {site:Array(String)} AND grain = 'month'
  UNION ALL
  SELECT site, 'inference', device, through FROM rollup_inference WHERE site IN {site:Array(String)} AND grain = 'month'
  UNION ALL
  SELECT site, 'asic', device, through FROM rollup_asic WHERE site IN {site:Array(String)} AND grain = '15m' AND bucket_start >= toDateTime({since:UInt32}, 'UTC')
  UNION ALL
  SELECT site, 'gpu', device, through FROM rollup_gpu WHERE site IN {site:Array(String)} AND grain = '15m' AND bucket_start >= toDateTime({since:UInt32}, 'UTC')
  UNION ALL
  SELECT site, 'cooling', device, through FROM rollup_cooling WHERE site IN {site:Array(String)} AND grain = '15m' AND bucket_start >= toDateTime({since:UInt32}, 'UTC')
  UNION ALL
  SELECT site, 'meter', device, through FROM rollup_meter WHERE site IN {site:Array(String)} AND grain = '15m' AND bucket_start >= toDateTime({since:UInt32}, 'UTC')
  UNION ALL
  SELECT site, 'inference', device, through FROM rollup_inference WHERE site IN {site:Array(String)} AND grain = '15m' AND bucket_start >= toDateTime({since:UInt32}, 'UTC')
)
GROUP BY site, class, device
HAVING through_ms > 0
ORDER BY site, device
