SELECT DISTINCT src_offset AS offset
FROM {table:Identifier}
WHERE src_partition = {partition:UInt16} AND src_log = {log:UInt16} AND src_offset >= {from:UInt64} AND src_offset < {to:UInt64}
