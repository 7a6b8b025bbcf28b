-- Buckets that were computed from something else than what there is now, or are not rolled up. Of what a register revision changed, only the time in which the two differ counts.
WITH
  {{input}},
  known AS (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, market_rows AS used_market_rows, event_rows AS used_event_rows, revision, is_done
    FROM rollup_bucket FINAL
    WHERE {{quarters}}
  ),
  fact AS (
    SELECT revision, cityHash64(device, class, hall, loop, model, ifNull(nominal_ghs, 0), ifNull(nominal_w, 0), ifNull(boards, 0), point) AS id, toUnixTimestamp64Milli(valid_from) AS since, toUnixTimestamp64Milli(valid_to) AS until
    FROM register_unit FINAL WHERE site = {site:String} AND revision IN (SELECT revision FROM known UNION ALL SELECT {revision:UInt64})
    UNION ALL
    SELECT revision, cityHash64('contract', mw), toUnixTimestamp64Milli(valid_from), toUnixTimestamp64Milli(valid_to)
    FROM register_contract FINAL WHERE site = {site:String}
    UNION ALL
    SELECT revision, cityHash64('fact', kind, body), toUnixTimestamp64Milli(valid_from), toUnixTimestamp64Milli(valid_to)
    FROM register_fact FINAL WHERE site = {site:String}
    UNION ALL
    SELECT revision, cityHash64('hall', hall, workload, loop), 0, 10413792000000 FROM register_hall FINAL WHERE site = {site:String}
    UNION ALL
    SELECT revision, cityHash64('site', zone, power_feed, chain_feed, carbon_feed, ifNull(carbon_g_per_kwh, -1), is_dispatched, marginal_feed, reference_feed, pool_fee, ifNull(gpu_usd_per_hour, -1), ifNull(gpu_billed_share, -1), gpu_feed), 0, 10413792000000
    FROM register_site FINAL WHERE site = {site:String}
  ),
  -- Where a fact only begins or ends at another time, what lies between the two times has changed; else all of it.
  change AS (
    SELECT old AS revision, id, groupArrayIf((since, until), of = old) AS before, groupArrayIf((since, until), of != old) AS after,
      arrayJoin(if(length(before) = 1 AND length(after) = 1,
        [(least(before[1].1, after[1].1), greatest(before[1].1, after[1].1)), (least(before[1].2, after[1].2), greatest(before[1].2, after[1].2))],
        if(arraySort(before) = arraySort(after), [], arrayConcat(before, after)))) AS changed,
      tupleElement(changed, 1) AS change_from, tupleElement(changed, 2) AS change_to
    FROM (
      SELECT old, revision AS of, id, since, until
      FROM (SELECT DISTINCT revision AS old FROM known WHERE revision != {revision:UInt64}) AS olds CROSS JOIN fact
      WHERE fact.revision = old OR fact.revision = {revision:UInt64}
    )
    GROUP BY old, id
  )
SELECT k * 900000 AS start_ms, toBool(min(is_undone)) AS is_only_undone
FROM (
  SELECT k, used_event_rows = event_rows AND used_market_rows = market_rows AS is_undone
  FROM known LEFT JOIN input USING (k)
  WHERE NOT is_done OR used_event_rows != event_rows OR used_market_rows != market_rows
  UNION ALL
  SELECT k, false
  FROM known INNER JOIN (SELECT DISTINCT revision, change_from, change_to FROM change WHERE change_from < change_to) AS change USING (revision)
  WHERE k * 900000 < change_to AND k * 900000 + 900000 > change_from
)
GROUP BY k
ORDER BY start_ms
