-- Prices in force in slices of 5 minutes, and the energy of the site and of each hall's feeders in the same slices.
  price AS (
    SELECT slice, sum(toDecimal128(toString(stated), 12) * overlap_ms) / 300000 AS amount
    FROM (
      SELECT toUnixTimestamp64Milli(start_at) AS start_ms, argMax((price, toUnixTimestamp64Milli(end_at)), (known_at, src_log, src_offset)) AS latest,
        tupleElement(latest, 1) AS stated, least(tupleElement(latest, 2), {to:Int64}) AS end_ms,
        arrayJoin(range(intDiv(greatest(start_ms, {from:Int64}), 300000), intDiv(end_ms - 1, 300000) + 1)) AS slice,
        least(end_ms, slice * 300000 + 300000) - greatest(start_ms, slice * 300000) AS overlap_ms
      FROM market_power
      WHERE site = {power_feed:String} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
      GROUP BY start_at, product
    )
    WHERE stated IS NOT NULL
    GROUP BY slice
    HAVING sum(overlap_ms) = 300000
  ),
  -- Where in a bridged reading its energy fell is not known, so it is no part of a price-weighted figure.
  drawn AS (
    SELECT slice, intDiv(slice, 3) AS k, scope, sum(signed_j) AS slice_j, sumIf(signed_j, NOT bitTest(flags, 0)) AS located_j,
      intDiv(sumIf(ms, NOT bitTest(flags, 0)), uniqExact(device)) AS located_ms
    FROM (
      SELECT k AS slice, device, flags, ms, if(point = 'M3', hall, '') AS scope,
        multiIf(point = 'M3', imported, point = 'M0', imported - exported, point = 'Mg', imported, exported - imported) AS signed_j
      FROM (
        SELECT device, flags, k, ms, ifNull(share(import_j), 0) AS imported, ifNull(share(export_j), 0) AS exported, intDiv(k, 3) AS bucket FROM {{spread reading_meter: device, flags, import_j, export_j}}
      ) AS reading
      INNER JOIN (
        SELECT k AS bucket, device, point, hall FROM (SELECT device, point, hall, {{unit}} AND class = 'meter' AND point IN ('M0', 'Mg', 'Mb', 'M3'))
      ) AS placed USING (bucket, device)
    )
    GROUP BY slice, scope
  ),
  bill AS (
    SELECT k, scope AS hall, sum(slice_j) AS drawn_j, sumIf(located_j, priced) AS located_priced_j, sumIf(located_ms, priced) AS located_priced_ms,
      sumIf(toDecimal256(amount, 12) * located_j, priced) AS worth
    FROM drawn LEFT JOIN (SELECT *, true AS priced FROM price) AS price USING (slice)
    GROUP BY k, scope
  ),
  quoted AS (
    SELECT k, sum(quoted_ms) AS price_ms, sum(toFloat64(amount) * quoted_ms) AS price_time
    FROM (
      SELECT k, amount, greatest(least(slice * 300000 + 300000, due_to) - greatest(slice * 300000, due_from), 0) AS quoted_ms
      FROM (SELECT *, intDiv(slice, 3) AS k FROM price) AS price INNER JOIN bucket USING (k)
    )
    GROUP BY k
  ),
  -- USD per PH and day from the latest whole row of the chain feed, at most 24 h before the end of the bucket.
  hashed AS (
    SELECT k, 86400 * 1e15 / (latest_difficulty * 4294967296) * (latest_subsidy_sat + latest_fee_sat) / 1e8 * latest_price_usd AS hashprice
    FROM (SELECT k, toInt64(k * 900000 + 900000) AS end_ms, 1 AS one FROM bucket) AS b
    ASOF INNER JOIN (
      SELECT 1 AS one, toUnixTimestamp64Milli(observed_at) AS seen_ms, argMax((difficulty, subsidy_sat, fee_sat, price_usd), (known_at, src_log, src_offset)) AS latest,
        assumeNotNull(tupleElement(latest, 1)) AS latest_difficulty, assumeNotNull(tupleElement(latest, 2)) AS latest_subsidy_sat, assumeNotNull(tupleElement(latest, 3)) AS latest_fee_sat, assumeNotNull(tupleElement(latest, 4)) AS latest_price_usd
      FROM market_chain
      WHERE site = {chain_feed:String} AND observed_at > {first:DateTime('UTC')} - INTERVAL 87300 SECOND AND observed_at <= {behind:DateTime('UTC')}
        AND difficulty IS NOT NULL AND subsidy_sat IS NOT NULL AND fee_sat IS NOT NULL AND price_usd IS NOT NULL
      GROUP BY observed_at
    ) AS chain ON b.one = chain.one AND b.end_ms >= chain.seen_ms
    WHERE end_ms - seen_ms <= 86400000
  )
