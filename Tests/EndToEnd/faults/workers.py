"""Clients at work until they are told to stop, or the cloud is gone."""
import http.client
import threading

# What a client sees when the cloud is killed under its request.
CUT_OFF = (OSError, http.client.HTTPException)


class Workers:
    """A context in which each client does its step over and over. `unexpected` has what went wrong meanwhile."""

    def __init__(self, steps):
        """`steps`: what each client does, by the client's name."""
        self.ended = threading.Event()
        self.unexpected = []
        self.threads = [threading.Thread(target=self._work, args=each, daemon=True) for each in steps.items()]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(60)

    def _work(self, name, step):
        try:
            while not self.ended.is_set():
                step()
        except CUT_OFF:
            pass
        except Exception as error:
            self.unexpected.append(f"{name}: {error!r}")
