-- What has been issued, newest first; the first issue of a period counts. What follows an entry, unless its time is negative.
SELECT issue.name AS name, issue.report AS report, issue.period AS period, issue.first_at AS issued_at, issue.missing AS missing,
       issue.restated AS restated, issue.digest AS digest, delivery.sent AS delivered_to, delivery.failed AS failing
FROM (
  SELECT name, period, argMin(report, issued_at) AS report, min(issued_at) AS first_at, argMin(missing, issued_at) AS missing,
         argMin(restated, issued_at) AS restated, argMin(digest, issued_at) AS digest
  FROM report_issue GROUP BY name, period
) AS issue
LEFT JOIN (
  SELECT name, period, arraySort(groupArrayIf(channel, times > 0)) AS sent, arraySort(groupArrayIf(channel, times = 0)) AS failed
  FROM (SELECT name, period, channel, countIf(status = 'sent') AS times FROM report_delivery GROUP BY name, period, channel)
  GROUP BY name, period
) AS delivery USING (name, period)
WHERE ({after_ms:Int64} < 0 OR toUnixTimestamp64Milli(issue.first_at) < {after_ms:Int64} OR (toUnixTimestamp64Milli(issue.first_at) = {after_ms:Int64} AND concat(issue.name, '/', issue.period) > {after_key:String}))
ORDER BY issued_at DESC, concat(issue.name, '/', issue.period)
LIMIT {limit:UInt32}
