-- What a revision lists beside units and halls.
SELECT kind, body, toUnixTimestamp64Milli(valid_from) AS from_ms, toUnixTimestamp64Milli(valid_to) AS to_ms
FROM register_fact FINAL
WHERE site = {site:String} AND revision = {revision:UInt64}
ORDER BY kind, number
