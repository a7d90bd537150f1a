"""The course in a real browser; `make e2e` runs these, and plain pytest does not."""
