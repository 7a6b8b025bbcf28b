-- Verdicts that have changed, the newest first.
SELECT site, judged_to, claim, reading, was, is, known_at
FROM claim_verdict
WHERE site IN {site:Array(String)}
ORDER BY judged_to DESC, site, claim, reading
LIMIT {limit:UInt32}
