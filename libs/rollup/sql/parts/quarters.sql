site = {site:String} AND bucket_start >= toDateTime(intDiv({from:Int64}, 1000), 'UTC') AND bucket_start < toDateTime(intDiv({to:Int64}, 1000), 'UTC')
