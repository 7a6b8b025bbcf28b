-- Where each alert stands.
SELECT * FROM (
  SELECT change.rule AS rule, argMax(change.site, change.saved_at) AS site, argMax(change.status, change.saved_at) AS status,
         argMax(change.labels, change.saved_at) AS labels, argMax(change.state, change.saved_at) AS state,
         argMax(change.reason, change.saved_at) AS reason, max(change.saved_at) AS changed_at,
         argMaxIf(change.notifications[-1], change.saved_at, notEmpty(change.notifications)) AS notification
  FROM alert_log AS change GROUP BY change.rule, change.fingerprint
)
WHERE status IN {status:Array(String)}
ORDER BY changed_at DESC, rule, labels
LIMIT {limit:UInt32}
