"""whole_process.py COMMAND...: runs it and prints its seconds, processor seconds and peak memory in MB."""
import os
import subprocess
import sys
import time

begun = time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
took = time.monotonic() - begun
if status != 0:
    sys.exit(f"failed: {sys.argv[1]}")
print(f"{took:.2f} {usage.ru_utime + usage.ru_stime:.2f} {usage.ru_maxrss // 1024}")
