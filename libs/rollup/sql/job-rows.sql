-- How many rows of jobs bear on which quarters of the range: every row of a run on what any of its revisions touches.
{{job-rows}}
