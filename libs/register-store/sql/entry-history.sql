-- Every version of the entries of a kind, the latest first.
SELECT key, toUnixTimestamp64Milli(known_at) AS known_ms, change, body, is_removed, author, origin, digest
FROM register_entry
WHERE site = {site:String} AND kind = {kind:String}
ORDER BY known_at DESC, change DESC, key
LIMIT {limit:UInt32}
