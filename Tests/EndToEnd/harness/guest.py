"""What a person does with a running machine: look at its console, log in over SSH."""
import base64
import os
import signal
import socket
import struct
import subprocess

from .waiting import wait_for

# Boot without acceleration on a busy machine.
BOOT_TIMEOUT_S = 180


def console_greeting(host, port, password=None):
    """The first 12 bytes that a VNC console says."""
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.settimeout(20)
        data = b""
        while len(data) < 12:
            piece = connection.recv(12 - len(data))
            if not piece:
                break
            data += piece
    return data


def websocket_greeting(host, port, path):
    """The first binary message of a WebSocket: the console's greeting, for a page."""
    with socket.create_connection((host, port), 20) as connection:
        connection.settimeout(20)
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall((f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                            f"Sec-WebSocket-Protocol: binary\r\nOrigin: http://{host}:{port}\r\n\r\n").encode())
        stream = connection.makefile("rb")
        status = stream.readline().decode().strip()
        assert " 101 " in f"{status} ", status
        while stream.readline().strip():
            pass
        first, length = struct.unpack("!BB", stream.read(2))
        assert first & 0x0F == 2, f"opcode {first & 0x0F}, expected a binary message"
        assert length < 126, length
        return stream.read(length)


def new_key(directory):
    """Makes an SSH key pair; returns the private file's path and the public line."""
    path = directory / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)], check=True)
    return path, path.with_suffix(".pub").read_text().strip()


def authorized_keys(public, user="root"):
    """The personality entry with which clients inject a key."""
    home = "/root" if user == "root" else f"/home/{user}"
    return {"path": f"{home}/.ssh/authorized_keys", "contents": base64.b64encode(f"{public}\n".encode()).decode(),
            "owner": user, "group": user, "mode": 0o600}


def forwarded(server, port):
    """Host and port at which a port of the guest is reached, as the server's description says; None where it is not."""
    forward = server["SNF:port_forwarding"].get(str(port))
    return forward and (forward["host"], int(forward["port"]))


def ssh_address(server):
    """Host and port where a server's SSH answers."""
    address = forwarded(server, 22)
    assert address, f"no port leads to SSH: {server['SNF:port_forwarding']}"
    return address


def ssh(address, key, command, user="root", timeout_s=60):
    host, port = address
    return subprocess.run(
        ["ssh", "-i", str(key), "-p", str(port), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
         "-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=20", f"{user}@{host}", command],
        capture_output=True, text=True, timeout=timeout_s, stdin=subprocess.DEVNULL)


def ssh_when_up(address, key, command, user="root"):
    """Output of a command in the guest, asked again until the guest has booted and lets us in."""
    last = []

    def attempt():
        try:
            done = ssh(address, key, command, user)
        except subprocess.TimeoutExpired as late:
            last[:] = [str(late)]
            return None
        last[:] = [done.stderr]
        return done if done.returncode == 0 else None

    try:
        return wait_for(attempt, "SSH", BOOT_TIMEOUT_S, 1).stdout
    except AssertionError as late:
        raise AssertionError(f"{late}: {last}") from None


def end_process(identifier):
    """Ends a machine's process without asking it, as a crash would."""
    os.kill(identifier, signal.SIGKILL)
