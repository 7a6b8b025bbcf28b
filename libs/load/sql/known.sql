SELECT count() AS known
FROM (
  SELECT 1 FROM dead_letter WHERE topic = {topic:String} AND src_log = {log:UInt16} AND src_partition = {partition:UInt16} LIMIT 1
  UNION ALL
  SELECT 1 FROM loader_mark WHERE topic = {topic:String} AND src_log = {log:UInt16} AND src_partition = {partition:UInt16} LIMIT 1
)
