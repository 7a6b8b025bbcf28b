site = {site:String} AND grain = {grain:String} AND bucket_start IN {starts:Array(DateTime('UTC'))}
