site = {site:String}
    AND toStartOfFifteenMinutes(ended_at) >= toDateTime(intDiv({from:Int64}, 1000), 'UTC') AND toStartOfFifteenMinutes(ended_at) <= toDateTime(intDiv({to:Int64}, 1000), 'UTC')
    AND ended_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ended_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
