site = {site:String} AND (grain, bucket_start) IN (SELECT grain, bucket_start FROM tile)
    AND bucket_start >= (SELECT min(bucket_start) FROM tile) AND bucket_start <= (SELECT max(bucket_start) FROM tile)
