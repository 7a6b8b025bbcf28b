site IN {sites:Array(String)}
      AND toStartOfFifteenMinutes(ended_at) >= toStartOfFifteenMinutes({first:DateTime('UTC')}) AND toStartOfFifteenMinutes(ended_at) <= {latest:DateTime('UTC')}
      AND ended_at > {first:DateTime('UTC')} AND ended_at <= {latest:DateTime('UTC')} AND started_at < {behind:DateTime('UTC')} AND started_at < ended_at
