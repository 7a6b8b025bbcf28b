site = {site:String} AND (grain, bucket_start) IN (SELECT grain, bucket_start FROM dirty)
