-- Makes what was copied of windows known, if each still is what was copied and nobody has published it meanwhile.
INSERT INTO publication (site, grain, bucket_start, bucket_end, edition, known_at, causes, readings, market_rows, event_rows, revision)
SELECT {site:String}, grain, window_start, window_end, edition, now_known_at, why, now_readings, now_market_rows, now_event_rows, now_revision
FROM (
  {{unpublished}}
)
WHERE grain = {grain:String} AND has({starts:Array(DateTime('UTC'))}, window_start)
  AND edition = {editions:Array(UInt64)}[indexOf({starts:Array(DateTime('UTC'))}, window_start)]
  AND base = {bases:Array(UInt64)}[indexOf({starts:Array(DateTime('UTC'))}, window_start)]
