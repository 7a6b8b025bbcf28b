-- Contracted power of a revision.
SELECT mw, toUnixTimestamp64Milli(valid_from) AS from_ms, toUnixTimestamp64Milli(valid_to) AS to_ms
FROM register_contract FINAL
WHERE site = {site:String} AND revision = {revision:UInt64}
ORDER BY valid_from
