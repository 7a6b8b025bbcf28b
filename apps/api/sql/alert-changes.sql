-- How alerts have changed after a change, in order; what a pending or a firing alert keeps of its evaluations is no change.
SELECT change.rule AS rule, change.site AS site, change.status AS status, change.labels AS labels, change.state AS state, change.reason AS reason,
       change.saved_at AS changed_at, change.notifications[-1] AS notification, toUnixTimestamp64Milli(change.saved_at) AS saved_ms, change.fingerprint AS fingerprint
FROM alert_log AS change
WHERE change.saved_at >= fromUnixTimestamp64Milli({after:Int64}) AND (toUnixTimestamp64Milli(change.saved_at), change.fingerprint) > ({after:Int64}, {fingerprint:String})
  AND (change.status IN ('inactive', 'resolved') OR notEmpty(change.notifications) OR (change.status = 'pending' AND JSONExtractInt(change.state, 'confirmedMs') = 0))
ORDER BY saved_ms, fingerprint
LIMIT {limit:UInt32}
