SELECT document FROM report_issue WHERE report = {report:String} AND period = {period:String} ORDER BY issued_at LIMIT 1
