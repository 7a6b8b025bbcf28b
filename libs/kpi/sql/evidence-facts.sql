-- What the register's last revision of the site lists for the window, tariffs and the like.
SELECT toString(kind) AS kind, body, toUnixTimestamp64Milli(valid_from) AS from_ms, toUnixTimestamp64Milli(valid_to) AS to_ms
FROM register_fact FINAL
WHERE site = {site:String} AND revision = (SELECT max(revision) FROM register_site WHERE site = {site:String})
  AND valid_from < toDateTime({to:UInt32}, 'UTC') AND valid_to > toDateTime({from:UInt32}, 'UTC')
ORDER BY kind, number
LIMIT {limit:UInt32}
