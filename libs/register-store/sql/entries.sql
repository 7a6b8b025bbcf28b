-- The version in force of each entry that was told of a site and is not removed, in the order of kind and key.
SELECT * FROM (
  SELECT toString(each.kind) AS kind, each.key AS key, argMax(each.body, (each.known_at, each.change)) AS body, argMax(each.is_removed, (each.known_at, each.change)) AS is_removed
  FROM register_entry AS each
  WHERE each.site = {site:String}
  GROUP BY each.kind, each.key
)
WHERE NOT is_removed
ORDER BY kind, key
