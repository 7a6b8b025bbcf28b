site IN {sites:Array(String)}
    AND toStartOfFifteenMinutes(ended_at) >= {first:DateTime('UTC')} AND toStartOfFifteenMinutes(ended_at) <= {behind:DateTime('UTC')}
    AND ended_at > {first:DateTime('UTC')} AND ended_at <= {behind:DateTime('UTC')}
