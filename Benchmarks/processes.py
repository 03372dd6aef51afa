"""What processes cost, read from /proc: processor time of a tree of them, memory of one."""
import os
import pathlib
import resource

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def processor_seconds(roots):
    """User and system time so far of these processes and all that live below them."""
    spent, children = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name in parentheses may hold anything, spaces too.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent[int(entry.name)] = (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND
        children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, waiting = 0.0, list(roots)
    while waiting:
        process = waiting.pop()
        total += spent.get(process, 0)
        waiting += children.get(process, [])
    return total


def own_seconds():
    """Processor time so far of this program and of all that it started and waited for: of what makes the load."""
    return sum(usage.ru_utime + usage.ru_stime
               for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def memory_mb(process, field):
    """A field of /proc/PID/status in megabytes: VmRSS is what is resident now, VmHWM the most that ever was."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"no {field} in /proc/{process}/status")


def forget_peak(process):
    """VmHWM begins anew from what is resident now."""
    pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")
