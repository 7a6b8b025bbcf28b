-- How many market and event rows bear on each bucket: a price or a carbon intensity on those it overlaps, a chain row or a rental price on those that end within 24 h after it,
-- a block on those of the time since the block before it,
-- and every row of an event or a run of a job on what any of its revisions touches.
  input AS (
    SELECT k, sum(market) AS market_rows, sum(event) AS event_rows
    FROM (
      SELECT arrayJoin(range(intDiv(greatest(toUnixTimestamp64Milli(start_at), {from:Int64}), 900000), intDiv(least(toUnixTimestamp64Milli(end_at), {to:Int64}) - 1, 900000) + 1)) AS k,
        toUInt64(1) AS market, toUInt64(0) AS event
      FROM market_power
      WHERE site = {power_feed:String} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
      UNION ALL
      SELECT arrayJoin(range(intDiv(greatest(toUnixTimestamp64Milli(start_at), {from:Int64}), 900000), intDiv(least(toUnixTimestamp64Milli(end_at), {to:Int64}) - 1, 900000) + 1)), 1, 0
      FROM market_power
      WHERE site = {reference_feed:String} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
      UNION ALL
      SELECT arrayJoin(range(intDiv(greatest(toUnixTimestamp64Milli(start_at), {from:Int64}), 900000), intDiv(least(toUnixTimestamp64Milli(end_at), {to:Int64}) - 1, 900000) + 1)), 1, 0
      FROM market_carbon
      WHERE site IN ({carbon_feed:String}, {marginal_feed:String}) AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
      UNION ALL
      SELECT arrayJoin(range(greatest(first, intDiv({from:Int64}, 900000)), least(last, intDiv({to:Int64} - 1, 900000)) + 1)), rows, 0
      FROM (
        SELECT intDiv(toUnixTimestamp64Milli(observed_at) - 1, 900000) AS first, intDiv(toUnixTimestamp64Milli(observed_at), 900000) + 95 AS last, count() AS rows
        FROM market_chain
        WHERE site = {chain_feed:String} AND observed_at > {first:DateTime('UTC')} - INTERVAL 87300 SECOND AND observed_at <= {behind:DateTime('UTC')}
        GROUP BY first, last
      )
      UNION ALL
      SELECT arrayJoin(range(greatest(least(first, last), last - 95, intDiv({from:Int64}, 900000)), least(last, intDiv({to:Int64} - 1, 900000)) + 1)), rows, 0
      FROM (
        SELECT intDiv(toUnixTimestamp64Milli(started_at), 900000) AS first, intDiv(toUnixTimestamp64Milli(ended_at) - 1, 900000) AS last, count() AS rows
        FROM market_block
        WHERE site = {chain_feed:String} AND ended_at > {first:DateTime('UTC')} AND ended_at <= {behind:DateTime('UTC')} + INTERVAL 1 DAY
        GROUP BY first, last
      )
      UNION ALL
      SELECT arrayJoin(range(greatest(first, intDiv({from:Int64}, 900000)), least(last, intDiv({to:Int64} - 1, 900000)) + 1)), rows, 0
      FROM (
        SELECT intDiv(toUnixTimestamp64Milli(observed_at) - 1, 900000) AS first, intDiv(toUnixTimestamp64Milli(observed_at), 900000) + 95 AS last, count() AS rows
        FROM market_gpu
        WHERE site = {gpu_feed:String} AND observed_at > {first:DateTime('UTC')} - INTERVAL 87300 SECOND AND observed_at <= {behind:DateTime('UTC')}
        GROUP BY first, last
      )
      UNION ALL
      SELECT arrayJoin(range(intDiv(greatest(first_ms, {from:Int64}), 900000), intDiv(least(last_ms, {to:Int64}) - 1, 900000) + 1)), 0, rows
      FROM (
        SELECT event_id, toUnixTimestamp64Milli(min(started_at)) AS first_ms, max(ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})) AS last_ms, count() AS rows
        FROM site_event
        WHERE site = {site:String}
        GROUP BY event_id
      )
      WHERE first_ms < {to:Int64} AND last_ms > {from:Int64}
      UNION ALL
      SELECT arrayJoin(range(first, last + 1)), 0, rows FROM ({{job-rows}})
    )
    GROUP BY k
  )
