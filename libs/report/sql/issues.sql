-- What has been issued, newest first; the first issue of a period counts.
SELECT issue.report AS report, issue.period AS period, issue.first_at AS issued_at, issue.missing AS missing, issue.restated AS restated,
       issue.digest AS digest, delivery.sent AS delivered_to, delivery.failed AS failing
FROM (
  SELECT report, period, min(issued_at) AS first_at, argMin(missing, issued_at) AS missing, argMin(restated, issued_at) AS restated,
         argMin(digest, issued_at) AS digest
  FROM report_issue GROUP BY report, period
) AS issue
LEFT JOIN (
  SELECT report, period, arraySort(groupArrayIf(channel, times > 0)) AS sent, arraySort(groupArrayIf(channel, times = 0)) AS failed
  FROM (SELECT report, period, channel, countIf(status = 'sent') AS times FROM report_delivery GROUP BY report, period, channel)
  GROUP BY report, period
) AS delivery USING (report, period)
ORDER BY issued_at DESC, report, period
LIMIT {limit:UInt32}
