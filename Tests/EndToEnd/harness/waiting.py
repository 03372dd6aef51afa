"""Waits for a condition with a limit, never for a time."""
import time


def wait_for(condition, what, timeout_s=60, interval_s=0.2):
    """Returns the first true value of `condition()`; fails with `what` when none came within `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"waited {timeout_s} s in vain for {what}")
        time.sleep(interval_s)
