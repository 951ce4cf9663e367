"""The page in the browser and the HTTP API, which share one classifier (extra `app`)."""
