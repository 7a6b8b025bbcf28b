SELECT argMax(claim.holder, (claim.epoch, claim.holder)) AS holder, max(claim.epoch) AS epoch,
       argMax(claim.until, (claim.epoch, claim.holder, claim.until)) > now64(3) AS is_held
FROM lease AS claim WHERE claim.name = {name:String}
