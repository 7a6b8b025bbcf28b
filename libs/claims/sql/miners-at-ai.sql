-- Energy of boards, and of the miners in AI halls that drew some on days on which no share of theirs was accepted.
WITH ai_halls AS (
  SELECT DISTINCT hall FROM rollup_site FINAL
  WHERE site = {site:String} AND grain = 'day' AND workload = 'ai' AND hall != ''
    AND bucket_start >= toDateTime({from:Int64}, 'UTC') AND bucket_start < toDateTime({to:Int64}, 'UTC')
)
SELECT
  (SELECT toFloat64(sum(miner.energy_j)) FROM rollup_asic AS miner FINAL
   WHERE miner.site = {site:String} AND miner.grain = 'day' AND miner.accepted_diff = 0 AND miner.hall IN (SELECT hall FROM ai_halls)
     AND miner.bucket_start >= toDateTime({from:Int64}, 'UTC') AND miner.bucket_start < toDateTime({to:Int64}, 'UTC')) AS miners_j,
  (SELECT toFloat64(sum(board.energy_j)) FROM rollup_gpu AS board FINAL
   WHERE board.site = {site:String} AND board.grain = 'day'
     AND board.bucket_start >= toDateTime({from:Int64}, 'UTC') AND board.bucket_start < toDateTime({to:Int64}, 'UTC')) AS boards_j
