SELECT src_offset AS offset, collector, incarnation, site, sequence
FROM {table:Identifier}
WHERE src_partition = {partition:UInt16} AND src_log = {log:UInt16}
ORDER BY src_offset DESC
LIMIT 1
