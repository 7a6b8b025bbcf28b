INSERT INTO published_{{table}}
SELECT {editions:Array(UInt64)}[indexOf({starts:Array(DateTime('UTC'))}, bucket_start)] AS edition, *
FROM (
  SELECT * EXCEPT (version) FROM rollup_{{table}} FINAL WHERE {{published-windows}}
  EXCEPT
  -- A row of an edition that never became known hides what is known below it, so that it is written again.
  SELECT * EXCEPT (edition)
  FROM (SELECT * FROM published_{{table}} WHERE {{published-windows}} ORDER BY edition DESC LIMIT 1 BY bucket_start, {{columns}})
  WHERE (bucket_start, edition) IN (SELECT bucket_start, edition FROM publication WHERE {{published-windows}})
)
SETTINGS do_not_merge_across_partitions_select_final = 1
