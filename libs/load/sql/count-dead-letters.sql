SELECT topic, reason, count() AS letters
FROM (SELECT * FROM dead_letter FINAL) AS letter
LEFT JOIN (SELECT * FROM dead_letter_resolution FINAL) AS resolution USING (topic, src_log, src_partition, src_offset, src_row)
WHERE ({isResolvedToo:Bool} OR ifNull(action, '') = '')
  AND ({topic:String} = '' OR topic = {topic:String})
  AND ({site:String} = '' OR site = {site:String})
  AND ({reason:String} = '' OR reason = {reason:String})
GROUP BY topic, reason
ORDER BY letters DESC, topic, reason
