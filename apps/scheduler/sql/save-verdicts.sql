-- Only the holder of the lease says which verdicts have changed; a day that is judged again says nothing new.
INSERT INTO claim_verdict (site, judged_to, claim, reading, was, is)
SELECT site, fromUnixTimestamp64Milli(judged_ms), claim, reading, was, is
FROM input('site String, judged_ms Int64, claim String, reading String, was String, is String')
WHERE (SELECT argMax(held.holder, (held.epoch, held.holder)) FROM lease AS held WHERE held.name = {name:String}) = {holder:String}
  AND (site, judged_ms, claim, reading) NOT IN (SELECT site, toUnixTimestamp64Milli(judged_to), claim, reading FROM claim_verdict)
FORMAT JSONEachRow
