-- When an alert has changed last.
SELECT toUnixTimestamp64Milli(max(saved_at)) AS saved_ms FROM alert_log
