"""The grading side: takes submissions from the queue, runs them in boxes, writes reports."""
