INSERT INTO alert_log (rule, fingerprint, saved_at, site, status, labels, state, reason, keys, notifications)
SELECT rule, fingerprint, fromUnixTimestamp64Milli(saved_ms), site, status, labels, state, reason, keys, notifications
FROM input('rule String, fingerprint String, saved_ms Int64, site String, status String, labels String, state String, reason String, keys Array(String), notifications Array(String)')
WHERE (SELECT argMax(claim.holder, (claim.epoch, claim.holder)) FROM lease AS claim WHERE claim.name = {name:String}) = {holder:String}
FORMAT JSONEachRow
