SELECT collector, incarnation, site, max(sequence) AS sequence
FROM (
  SELECT collector, incarnation, site, sequence
  FROM {table:Identifier}
  WHERE src_partition = {partition:UInt16} AND src_log < {log:UInt16}
  UNION ALL
  SELECT collector, incarnation, site, sequence
  FROM dead_letter
  WHERE topic = {topic:String} AND src_log < {log:UInt16} AND src_partition = {partition:UInt16} AND src_row >= 0
)
GROUP BY collector, incarnation, site
