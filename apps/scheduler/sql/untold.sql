-- Notifications that a channel has neither got nor is to be spared, with what was tried since they were replayed.
SELECT told.key AS key, told.notification AS notification, toUInt32(attempt.tries) AS tries, toUnixTimestamp64Milli(attempt.last_at) AS last_ms
FROM (
  SELECT change.saved_at AS saved_at, key, notification
  FROM alert_log AS change ARRAY JOIN change.keys AS key, change.notifications AS notification
  WHERE change.saved_at > fromUnixTimestamp64Milli({since:Int64})
    OR key IN (
      SELECT replay.key FROM alert_delivery AS replay
      WHERE replay.channel = {channel:String} AND replay.status = 'replayed' AND replay.at > fromUnixTimestamp64Milli({since:Int64})
    )
) AS told
LEFT JOIN (
  SELECT delivery.key AS key, maxIf(delivery.at, delivery.status = 'replayed') AS replayed_at, max(delivery.at) AS last_at,
         arrayCount(each -> each.1 = 'failed' AND each.2 > replayed_at, groupArray((delivery.status, delivery.at))) AS tries,
         countIf(delivery.status IN ('sent', 'quiet')) + arrayCount(each -> each.1 = 'discarded' AND each.2 > replayed_at, groupArray((delivery.status, delivery.at))) AS done
  FROM alert_delivery AS delivery WHERE delivery.channel = {channel:String} GROUP BY delivery.key
) AS attempt ON attempt.key = told.key
WHERE attempt.done = 0
ORDER BY told.saved_at, key
LIMIT 1 BY key
