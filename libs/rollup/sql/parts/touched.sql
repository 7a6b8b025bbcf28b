site IN {sites:Array(String)} AND bucket_start >= toStartOfFifteenMinutes({first:DateTime('UTC')}) AND bucket_start < {behind:DateTime('UTC')}
