-- What `coload reconcile` has found, newest first; what follows an entry, unless its time is negative.
SELECT toString(id) AS id, at, made_by, scope, messages, waiting, lost, doubled, gaps, beyond, rollups, repaired, details
FROM reconciliation
WHERE ({after_ms:Int64} < 0 OR toUnixTimestamp64Milli(reconciliation.at) < {after_ms:Int64} OR (toUnixTimestamp64Milli(reconciliation.at) = {after_ms:Int64} AND toString(reconciliation.id) > {after_key:String}))
ORDER BY at DESC, toString(reconciliation.id)
LIMIT {limit:UInt32}
