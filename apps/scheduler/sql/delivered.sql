INSERT INTO report_delivery (name, report, period, channel, at, status, error)
SELECT {name:String}, {report:String}, {period:String}, {channel:String}, fromUnixTimestamp64Milli({at:Int64}), {status:String}, {error:String}
