-- Halls of a revision.
SELECT toString(hall) AS hall, toString(workload) AS workload, toString(loop) AS loop
FROM register_hall FINAL
WHERE site = {site:String} AND revision = {revision:UInt64}
ORDER BY hall
