SELECT src_offset AS offset, count() AS rows
FROM {table:Identifier}
WHERE src_partition = {partition:UInt16} AND src_log = {log:UInt16} AND src_offset >= {from:UInt64}
GROUP BY offset
