-- Dead letters on which nobody has decided, by site; those of no registered site are of none.
SELECT 'dead_letters' AS indicator, site.site AS site, toFloat64(open.letters) AS value, {now:Int64} AS end_ms, end_ms AS start_ms, open.note AS note
FROM (SELECT arrayJoin(arrayConcat({sites:Array(String)}, [''])) AS site) AS site
LEFT JOIN (
  SELECT if(has({sites:Array(String)}, letter.site), letter.site, '') AS site, count() AS letters, concat('the last: ', argMax(letter.message, letter.stored_at)) AS note
  FROM (SELECT * FROM dead_letter FINAL) AS letter
  LEFT JOIN (SELECT * FROM dead_letter_resolution FINAL) AS resolution USING (topic, src_log, src_partition, src_offset, src_row)
  WHERE ifNull(resolution.action, '') = ''
  GROUP BY site
) AS open ON open.site = site.site
