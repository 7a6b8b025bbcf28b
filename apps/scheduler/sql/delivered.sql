INSERT INTO report_delivery (report, period, channel, at, status, error)
SELECT {report:String}, {period:String}, {channel:String}, fromUnixTimestamp64Milli({at:Int64}), {status:String}, {error:String}
