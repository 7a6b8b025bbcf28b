SELECT period, document FROM report_issue WHERE report = {report:String} ORDER BY period DESC, issued_at LIMIT 1
