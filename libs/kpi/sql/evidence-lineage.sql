-- Where the readings that end in the window lie in the log of their topic, and in which batches of which collector they came.
SELECT src_log, src_partition, toString(collector) AS collector, toString(incarnation) AS incarnation, toString(min(src_offset)) AS first_offset, toString(max(src_offset)) AS last_offset,
  min(sequence) AS first_sequence, max(sequence) AS last_sequence, count() AS readings
FROM {table:Identifier}
WHERE site = {site:String} AND ended_at > toDateTime({from:UInt32}, 'UTC') AND ended_at <= toDateTime({to:UInt32}, 'UTC')
  AND toStartOfFifteenMinutes(ended_at) >= toDateTime({from:UInt32}, 'UTC') AND stored_at <= fromUnixTimestamp64Milli({by:Int64}, 'UTC')
  AND (empty({device:Array(String)}) OR device IN {device:Array(String)})
GROUP BY src_log, src_partition, collector, incarnation
ORDER BY src_log, src_partition, min(src_offset)
LIMIT {limit:UInt32}
