SELECT document FROM report_issue WHERE name = {name:String} AND period = {period:String} ORDER BY issued_at LIMIT 1
