-- Where each alert stands, with the last notification of it.
SELECT change.rule AS rule, change.fingerprint AS fingerprint,
       argMax(change.labels, change.saved_at) AS labels, argMax(change.state, change.saved_at) AS state,
       toUnixTimestamp64Milli(max(change.saved_at)) AS saved_ms,
       argMaxIf(change.notifications[-1], change.saved_at, notEmpty(change.notifications)) AS notification
FROM alert_log AS change
GROUP BY change.rule, change.fingerprint
