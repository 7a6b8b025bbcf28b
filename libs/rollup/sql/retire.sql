-- Rows of units that are no longer where they were: nothing is expected of them and nothing counted.
INSERT INTO {table:Identifier} (site, grain, bucket_start, bucket_end, hall, model, device, version)
SELECT site, '15m', bucket_start, bucket_end, hall, model, device, b.version
FROM (SELECT site, bucket_start, bucket_end, hall, model, device, version FROM {table:Identifier} FINAL WHERE grain = '15m' AND {{quarters}}) AS row
INNER JOIN (SELECT site, bucket_start, version FROM rollup_bucket FINAL WHERE {{quarters}}) AS b USING (site, bucket_start)
WHERE row.version < b.version
