"""What the end-to-end suites share: a running cloud, a small client of its APIs, waiting with a limit."""
