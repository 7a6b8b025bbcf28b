-- Units expected by 15 minutes. In a bucket in which a unit changes its place, the later place has it whole. Curtailed is the union of the
-- events in force on the site, the hall and the unit.
INSERT INTO rollup_unit (site, bucket_start, class, device, hall, loop, model, point, nominal_ghs, expected_ms, nominal_gh, curtailed_ms, version)
WITH
  {{bucket}},
  span AS (
    SELECT k, version, device, class, hall, loop, model, point, ifNull(nominal_ghs, 0) AS ghs, valid_from,
      greatest(toUnixTimestamp64Milli(valid_from), due_from) AS span_from, least(toUnixTimestamp64Milli(valid_to), due_to) AS span_to
    FROM (SELECT * FROM register_unit FINAL WHERE site = {site:String} AND revision = {revision:UInt64}) AS unit CROSS JOIN bucket
    WHERE span_from < span_to
  ),
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
    FROM (SELECT k, device, span_from, span_to, arrayJoin(['site', concat('hall:', hall), concat('device:', device)]) AS scope FROM span) AS scoped INNER JOIN curtailment USING (k, scope)
    WHERE greatest(span_from, event_from) < least(span_to, event_to)
    GROUP BY k, device
  )
SELECT {site:String}, toDateTime(k * 900, 'UTC'), unit_class, device, unit_hall, unit_loop, unit_model, unit_point, unit_ghs, due_span, rated_gh, curtailed_ms, unit_version
FROM (
  SELECT k, device, any(class) AS unit_class, argMax(hall, valid_from) AS unit_hall, argMax(loop, valid_from) AS unit_loop, argMax(model, valid_from) AS unit_model,
    argMax(point, valid_from) AS unit_point, argMax(ghs, valid_from) AS unit_ghs, sum(span_to - span_from) AS due_span, sum((span_to - span_from) * ghs) / 1000 AS rated_gh,
    any(version) AS unit_version
  FROM span
  GROUP BY k, device
) AS expected LEFT JOIN curtailed USING (k, device)
