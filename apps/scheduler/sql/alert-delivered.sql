INSERT INTO alert_delivery (key, channel, at, status, error)
SELECT arrayJoin({keys:Array(String)}), {channel:String}, fromUnixTimestamp64Milli({at:Int64}), {status:String}, {error:String}
