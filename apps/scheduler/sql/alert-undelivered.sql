-- Notifications that could not be handed to a channel and on which nobody has decided, the oldest first; given up after some days, unless they were replayed since.
SELECT attempt.channel AS channel, attempt.key AS key, told.saved_at AS at, told.notification AS notification, toUInt32(attempt.tries) AS tries, attempt.last_at AS tried_at,
       attempt.error AS error, greatest(told.saved_at, attempt.replayed_at) <= fromUnixTimestamp64Milli({since:Int64}) AS given_up
FROM (
  SELECT delivery.channel AS channel, delivery.key AS key, maxIf(delivery.at, delivery.status = 'replayed') AS replayed_at, countIf(delivery.status = 'failed') AS tries,
         maxIf(delivery.at, delivery.status = 'failed') AS last_at, argMaxIf(delivery.error, delivery.at, delivery.status = 'failed') AS error
  FROM alert_delivery AS delivery
  GROUP BY delivery.channel, delivery.key
  HAVING tries > 0 AND countIf(delivery.status IN ('sent', 'quiet')) = 0 AND maxIf(delivery.at, delivery.status = 'discarded') <= replayed_at
) AS attempt
INNER JOIN (
  SELECT change.saved_at AS saved_at, key, notification
  FROM alert_log AS change ARRAY JOIN change.keys AS key, change.notifications AS notification
  LIMIT 1 BY key
) AS told ON told.key = attempt.key
ORDER BY at, channel, key
