-- The rules that are in force.
SELECT saved_at AS since, rules FROM alert_rules ORDER BY saved_at DESC LIMIT 1
