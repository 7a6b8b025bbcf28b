-- What the figures of sites in [from, to) were made of: the register as it was known, and the versions of all days, which count what each was computed from.
SELECT known.site AS site, known.digest AS register, lower(hex(made.versions)) AS facts
FROM (SELECT site, argMax(digest, revision) AS digest FROM register_site FINAL WHERE site IN {sites:Array(String)} GROUP BY site) AS known
LEFT JOIN (
  SELECT fact.site AS site, groupBitXor(cityHash64(fact.bucket_start, fact.hall, fact.version)) AS versions
  FROM rollup_site AS fact FINAL
  WHERE fact.grain = 'day' AND fact.site IN {sites:Array(String)}
    AND fact.bucket_start >= toDateTime({from:UInt32}, 'UTC') AND fact.bucket_start < toDateTime({to:UInt32}, 'UTC')
  GROUP BY fact.site
) AS made USING (site)
ORDER BY site
SETTINGS do_not_merge_across_partitions_select_final = 1
