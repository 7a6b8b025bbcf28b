SELECT DISTINCT src_offset AS offset, src_row AS row
FROM dead_letter
WHERE topic = {topic:String} AND src_log = {log:UInt16} AND src_partition = {partition:UInt16} AND src_offset >= {from:UInt64}
