"""Many transfers at once from one thread: each connection sends or receives whatever its socket takes."""
import contextlib
import selectors
import socket
import time

import content

# A connection that is not served in that time has failed.
ANSWER_LIMIT_S = 60
RECEIVED = bytearray(1 << 20)


class Transfer:
    """A connection that asked for something and goes on until it has moved `left` bytes."""

    def __init__(self, host, port, request, size):
        self.socket = socket.create_connection((host, port), ANSWER_LIMIT_S)
        self.socket.sendall(request.encode())
        self.socket.setblocking(False)
        self.left = size
        self.moved = 0

    def check(self, answer):
        if not answer.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"a transfer was answered {answer[:300]!r}")


class Upload(Transfer):
    """Sends blocks that are all different."""

    events = selectors.EVENT_READ | selectors.EVENT_WRITE

    def __init__(self, host, port, path, headers, size, number):
        lines = [f"PUT {path} HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {size}",
                 "Content-Type: application/octet-stream", *headers]
        super().__init__(host, port, "\r\n".join(lines) + "\r\n\r\n", size)
        self.number = number
        self.pending = memoryview(b"")

    def step(self, readable):
        if readable:
            # An answer before its time is a refusal.
            self.check(self.socket.recv(4096))
        if not self.pending and self.left:
            size = min(self.left, content.BLOCK)
            stamp = f"{self.number} {self.left} ".encode()
            self.pending = memoryview(stamp.ljust(size, b"."))
        if self.pending:
            sent = self.socket.send(self.pending)
            self.pending = self.pending[sent:]
            self.left -= sent
            self.moved += sent


class Download(Transfer):
    """Receives and forgets."""

    events = selectors.EVENT_READ

    def __init__(self, host, port, path, headers, size):
        super().__init__(host, port, "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}:{port}", *headers]) + "\r\n\r\n",
                         size)

    def step(self, readable):
        if not readable:
            return
        count = self.socket.recv_into(RECEIVED)
        if self.moved == 0:
            self.check(bytes(RECEIVED[:count]))
        if count == 0 and self.left > 0:
            raise RuntimeError(f"a download ended with {self.left} bytes to come")
        self.left -= count
        self.moved += count


def run(transfers, seconds):
    """Lets the transfers go on for so long, or until all are done; bytes moved. Connections are closed in the end, in
    the middle of what they do."""
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as stack:
        for transfer in transfers:
            stack.callback(transfer.socket.close)
            selector.register(transfer.socket, transfer.events, transfer)
        deadline = time.monotonic() + seconds
        while selector.get_map() and time.monotonic() < deadline:
            for key, events in selector.select(1):
                key.data.step(events & selectors.EVENT_READ)
                if key.data.left <= 0:
                    selector.unregister(key.fileobj)
        idle = [transfer for transfer in transfers if transfer.moved == 0]
        if idle:
            raise RuntimeError(f"{len(idle)} of {len(transfers)} transfers moved nothing in {seconds} s")
        return sum(transfer.moved for transfer in transfers)
