-- Only the holder of the lease says which rules are in force, and says so when they change.
INSERT INTO alert_rules (rules)
SELECT {rules:String}
WHERE (SELECT argMax(claim.holder, (claim.epoch, claim.holder)) FROM lease AS claim WHERE claim.name = {name:String}) = {holder:String}
  AND (SELECT argMax(kept.rules, kept.saved_at) FROM alert_rules AS kept) != {rules:String}
