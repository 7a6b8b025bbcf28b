SELECT
  topic, src_log AS log, src_partition AS partition, src_offset AS offset, src_row AS row, reason, message, site, collector, incarnation,
  sequence, schema_id AS schemaId, row_values AS values, payload, sha256, stored_at AS storedAt,
  ifNull(action, '') AS action, ifNull(resolved_by, '') AS resolvedBy, ifNull(note, '') AS note
FROM (SELECT * FROM dead_letter FINAL) AS letter
LEFT JOIN (SELECT * FROM dead_letter_resolution FINAL) AS resolution USING (topic, src_log, src_partition, src_offset, src_row)
WHERE ({isResolvedToo:Bool} OR ifNull(action, '') = '')
  AND ({topic:String} = '' OR topic = {topic:String})
  AND ({site:String} = '' OR site = {site:String})
  AND ({reason:String} = '' OR reason = {reason:String})
  AND (empty({ids:Array(String)})
    OR concat(topic, '/', toString(log), '/', toString(partition), '/', toString(offset), '/', toString(row)) IN {ids:Array(String)})
  AND ((topic, log, partition, offset, row)
    > ({afterTopic:String}, {afterLog:UInt16}, {afterPartition:UInt16}, {afterOffset:UInt64}, {afterRow:Int32}))
ORDER BY topic, log, partition, offset, row
LIMIT {limit:UInt32}
