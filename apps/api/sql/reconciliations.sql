-- What `coload reconcile` has found, newest first.
SELECT toString(id) AS id, at, made_by, scope, messages, waiting, lost, doubled, gaps, beyond, rollups, repaired, details
FROM reconciliation
ORDER BY at DESC, id
LIMIT {limit:UInt32}
