-- Notifications that a channel has neither got nor is to be spared, with what was tried.
SELECT told.key AS key, told.notification AS notification, toUInt32(attempt.tries) AS tries, toUnixTimestamp64Milli(attempt.last_at) AS last_ms
FROM (
  SELECT change.saved_at AS saved_at, key, notification
  FROM alert_log AS change ARRAY JOIN change.keys AS key, change.notifications AS notification
  WHERE change.saved_at > fromUnixTimestamp64Milli({since:Int64})
) AS told
LEFT JOIN (
  SELECT delivery.key AS key, count() AS tries, max(delivery.at) AS last_at, countIf(delivery.status != 'failed') AS done
  FROM alert_delivery AS delivery WHERE delivery.channel = {channel:String} GROUP BY delivery.key
) AS attempt ON attempt.key = told.key
WHERE attempt.done = 0
ORDER BY told.saved_at, key
LIMIT 1 BY key
