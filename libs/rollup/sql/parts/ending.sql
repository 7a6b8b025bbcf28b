site = {site:String}
    AND toStartOfFifteenMinutes(ended_at) >= {first:DateTime('UTC')} AND toStartOfFifteenMinutes(ended_at) <= {behind:DateTime('UTC')}
    AND ended_at > {first:DateTime('UTC')} AND ended_at <= {behind:DateTime('UTC')}
