SELECT collector, incarnation, site, sequence, src_offset AS offset
FROM loader_mark FINAL
WHERE src_partition = {partition:UInt16} AND topic = {topic:String} AND src_log = {log:UInt16}
