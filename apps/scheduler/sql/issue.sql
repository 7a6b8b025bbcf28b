-- Only the holder of the lease issues, and each period once.
INSERT INTO report_issue (report, period, issued_at, missing, restated, digest, document)
SELECT {report:String}, {period:String}, fromUnixTimestamp64Milli({at:Int64}), {missing:UInt32}, {restated:UInt32}, {digest:String}, {document:String}
WHERE (SELECT argMax(holder, (epoch, holder)) FROM lease WHERE name = {name:String}) = {holder:String}
  AND (SELECT count() FROM report_issue WHERE report = {report:String} AND period = {period:String}) = 0
