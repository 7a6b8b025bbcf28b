-- Only the holder of the lease issues, and each period of a name once.
INSERT INTO report_issue (name, report, period, issued_at, missing, restated, digest, document)
SELECT {name:String}, {report:String}, {period:String}, fromUnixTimestamp64Milli({at:Int64}), {missing:UInt32}, {restated:UInt32}, {digest:String}, {document:String}
WHERE (SELECT argMax(holder, (epoch, holder)) FROM lease WHERE name = {lease:String}) = {holder:String}
  AND (SELECT count() FROM report_issue AS issued WHERE issued.name = {name:String} AND issued.period = {period:String}) = 0
