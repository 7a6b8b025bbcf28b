-- Time of each expected miner under ordered curtailments: the union of the events in force on its site, its hall and itself.
  curtailment AS (
    SELECT event_scope AS scope, event_from, event_to,
      arrayJoin(range(intDiv(greatest(event_from, {from:Int64}), 900000), intDiv(least(event_to, {to:Int64}) - 1, 900000) + 1)) AS k
    FROM (
      SELECT event_id, argMax((scope, kind, toUnixTimestamp64Milli(started_at), ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})), (revision, known_at)) AS latest,
        tupleElement(latest, 1) AS event_scope, tupleElement(latest, 2) AS event_kind, tupleElement(latest, 3) AS event_from, tupleElement(latest, 4) AS event_to
      FROM site_event
      WHERE site = {site:String}
      GROUP BY event_id
    )
    WHERE event_kind = 'curtailment' AND event_from < event_to AND event_from < {to:Int64} AND event_to > {from:Int64}
  ),
  curtailed AS (
    SELECT k, device, toInt64(intervalLengthSum(greatest(span_from, event_from), least(span_to, event_to))) AS curtailed_ms
    FROM (SELECT k, device, span_from, span_to, arrayJoin(['site', concat('hall:', hall), concat('device:', device)]) AS scope FROM span WHERE class = 'asic') AS scoped
    INNER JOIN curtailment USING (k, scope)
    WHERE greatest(span_from, event_from) < least(span_to, event_to)
    GROUP BY k, device
  )
