-- What was to be told, newest first, and which channels were; what follows an entry, unless its time is negative.
SELECT told.saved_at AS at, told.key AS key, told.notification AS notification, delivery.sent AS told_to, delivery.failed AS failing, delivery.quiet AS kept_from
FROM (
  SELECT saved_at, key, notification
  FROM (
    SELECT change.saved_at AS saved_at, key, notification
    FROM alert_log AS change ARRAY JOIN change.keys AS key, change.notifications AS notification
    ORDER BY saved_at DESC LIMIT 1 BY key
  )
  WHERE ({after_ms:Int64} < 0 OR toUnixTimestamp64Milli(saved_at) < {after_ms:Int64} OR (toUnixTimestamp64Milli(saved_at) = {after_ms:Int64} AND key > {after_key:String}))
  ORDER BY saved_at DESC, key LIMIT {limit:UInt32}
) AS told
LEFT JOIN (
  SELECT key, arraySort(groupArrayIf(channel, outcome = 'sent')) AS sent, arraySort(groupArrayIf(channel, outcome = 'failed')) AS failed,
         arraySort(groupArrayIf(channel, outcome = 'quiet')) AS quiet
  FROM (SELECT attempt.key AS key, attempt.channel AS channel, argMax(attempt.status, attempt.at) AS outcome FROM alert_delivery AS attempt GROUP BY attempt.key, attempt.channel)
  GROUP BY key
) AS delivery ON delivery.key = told.key
ORDER BY at DESC, told.key
