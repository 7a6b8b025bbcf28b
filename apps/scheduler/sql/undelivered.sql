-- Issues of the last days that a channel has not got, with what was tried; the first issue of a period counts.
SELECT issue.document AS document, toUInt32(attempt.tries) AS tries, toUnixTimestamp64Milli(attempt.last_at) AS last_ms
FROM (
  SELECT period, argMin(document, issued_at) AS document, min(issued_at) AS first_at
  FROM report_issue WHERE name = {name:String} GROUP BY period
) AS issue
LEFT JOIN (
  SELECT period, count() AS tries, max(at) AS last_at, countIf(status = 'sent') AS sent
  FROM report_delivery WHERE name = {name:String} AND channel = {channel:String} GROUP BY period
) AS attempt USING (period)
WHERE attempt.sent = 0 AND issue.first_at > fromUnixTimestamp64Milli({since:Int64})
ORDER BY period
