INSERT INTO alert_silence (id, matchers, starts_at, ends_at, made_by, comment)
SELECT {id:String}, {matchers:String}, fromUnixTimestamp64Milli({starts:Int64}), fromUnixTimestamp64Milli({ends:Int64}), {by:String}, {comment:String}
