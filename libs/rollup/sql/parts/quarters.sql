site IN {sites:Array(String)} AND bucket_start >= {first:DateTime('UTC')} AND bucket_start < {behind:DateTime('UTC')}
