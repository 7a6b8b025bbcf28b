-- Issues of reports that are incomplete or that a channel has not got; they are of no site. The first issue of a period counts.
WITH issue AS (
  SELECT issued.name AS name, issued.period AS period, min(issued.issued_at) AS first_at, argMin(issued.missing, issued.issued_at) AS lacking
  FROM report_issue AS issued
  WHERE issued.issued_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 7 DAY
  GROUP BY name, period
), refused AS (
  SELECT attempt.name AS name, attempt.period AS period, attempt.channel AS channel, argMax(attempt.error, attempt.at) AS why
  FROM report_delivery AS attempt
  WHERE attempt.at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 8 DAY
  GROUP BY name, period, channel HAVING countIf(attempt.status = 'sent') = 0
), found AS (
  SELECT 'incomplete_reports' AS indicator, count() AS issues,
         concat('lately ', argMax(concat(name, ' for ', period), first_at), ', without ', toString(argMax(lacking, first_at)), ' figures') AS told
  FROM issue WHERE lacking > 0 AND first_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 1 DAY
  UNION ALL
  SELECT 'undelivered_reports', uniqExact((issue.name, issue.period)),
         concat('lately ', argMax(concat(issue.name, ' for ', issue.period, ' to ', refused.channel, ': ', refused.why), issue.first_at))
  FROM issue INNER JOIN refused ON refused.name = issue.name AND refused.period = issue.period
)
SELECT indicator, '' AS site, toFloat64(issues) AS value, if(issues = 0, '', told) AS note, {now:Int64} AS end_ms, end_ms AS start_ms
FROM found WHERE indicator IN {wanted:Array(String)}
