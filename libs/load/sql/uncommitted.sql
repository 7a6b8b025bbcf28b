SELECT
  site,
  toUnixTimestamp64Milli(min({start:Identifier})) AS start,
  toUnixTimestamp64Milli(max(ifNull({end:Identifier}, {start:Identifier}))) AS end
FROM {table:Identifier}
WHERE src_partition = {partition:UInt16} AND src_log = {log:UInt16} AND src_offset >= {from:UInt64}
GROUP BY site, toStartOfHour(ifNull({end:Identifier}, {start:Identifier}))
ORDER BY site, end
