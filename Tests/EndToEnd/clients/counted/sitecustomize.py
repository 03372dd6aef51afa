"""Counts what a Python 2 client sends: loaded at its start through PYTHONPATH, it adds up the bytes of every
`sendall` and writes the sum to the file that BYTES_SENT_FILE names when the program ends."""
import atexit
import os
import socket

sent = [0]
plain = socket._socketobject


class CountingSocket(plain):
    def sendall(self, data, *flags):
        sent[0] += len(data)
        return self._sock.sendall(data, *flags)


def write():
    with open(os.environ["BYTES_SENT_FILE"], "w") as output:
        output.write(str(sent[0]))


if "BYTES_SENT_FILE" in os.environ:
    socket.socket = socket.SocketType = socket._socketobject = CountingSocket
    atexit.register(write)
