SELECT src_offset AS offset, countIf(src_row >= 0) AS rows, countIf(src_row < 0) > 0 AS isWhole
FROM dead_letter FINAL
WHERE topic = {topic:String} AND src_log = {log:UInt16} AND src_partition = {partition:UInt16} AND src_offset >= {from:UInt64}
GROUP BY offset
