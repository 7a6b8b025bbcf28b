-- Dated miners and boards of the halls in which there have been both, and on how many of the last days their boards drew energy.
WITH (SELECT max(revision) FROM register_site FINAL WHERE site = {site:String}) AS latest
SELECT unit.hall AS hall, unit.class AS class, unit.nominal_w AS rated_w,
  toUnixTimestamp64Milli(unit.valid_from) AS from_ms, toUnixTimestamp64Milli(unit.valid_to) AS to_ms, drawn.days AS drawn_days
FROM register_unit AS unit FINAL
LEFT JOIN (
  SELECT hall, toUInt32(uniqExact(bucket_start)) AS days
  FROM rollup_gpu FINAL
  WHERE site = {site:String} AND grain = 'day' AND energy_j > 0
    AND bucket_start >= toDateTime({to:Int64}, 'UTC') - INTERVAL {days:UInt32} DAY AND bucket_start < toDateTime({to:Int64}, 'UTC')
  GROUP BY hall
) AS drawn ON drawn.hall = unit.hall
WHERE unit.site = {site:String} AND unit.revision = latest AND unit.class IN ('asic', 'gpu') AND unit.hall IN (
  SELECT hall FROM register_unit FINAL WHERE site = {site:String} AND revision = latest AND hall != ''
  GROUP BY hall HAVING countIf(class = 'asic') > 0 AND countIf(class = 'gpu') > 0
)
ORDER BY hall, from_ms
