SELECT document FROM report_issue WHERE name = {name:String} ORDER BY period DESC, issued_at LIMIT 1
