"""Usual things that a cell may do with processes, files and sockets, each with what it prints."""

from __future__ import annotations

USUAL = {
    "threads": """
import threading
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(abs, range(5))))
""",
    "many threads in torch": """
import torch
torch.set_num_threads(2)
print((torch.ones(600, 600) @ torch.ones(600, 1)).sum().item())
torch.set_num_threads(1)
""",
    "a model is trained, saved and loaded": """
import torch
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loss = model(torch.ones(4, 2)).square().mean()
loss.backward()
optimizer.step()
torch.save(model.state_dict(), "model.pt")
print(*model.load_state_dict(torch.load("model.pt")).missing_keys, "loaded")
""",
    "a DataLoader with workers": """
import torch
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.arange(20.0))
print(sum(batch.sum().item() for (batch,) in DataLoader(data, batch_size=3, num_workers=2)))
""",
    "a pool by fork": """
import multiprocessing
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, -2]))
""",
    "processes by spawn": """
import multiprocessing, operator
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
    print(list(pool.map(operator.neg, [1, 2])))
""",
    "a manager": """
import multiprocessing
with multiprocessing.get_context("fork").Manager() as manager:
    shared = manager.dict(a=1)
    shared["b"] = 2
    print(dict(shared))
""",
    "queues, locks and shared memory": """
import multiprocessing
from multiprocessing.shared_memory import SharedMemory
fork = multiprocessing.get_context("fork")
queue, lock, value = fork.Queue(), fork.Lock(), fork.Value("i", 1)
block = SharedMemory(create=True, size=100)
def work():
    with lock:
        value.value += 1
    block.buf[0] = 7
    queue.put("done")
process = fork.Process(target=work)
process.start()
print(queue.get(), value.value, block.buf[0])
process.join()
block.close()
block.unlink()
""",
    "a database": """
import sqlite3
with sqlite3.connect("grades.db") as base:
    base.execute("pragma journal_mode=wal")
    base.execute("create table t(x)")
    base.executemany("insert into t values(?)", [(1,), (2,)])
    print(*base.execute("select sum(x) from t"))
""",
    "asyncio with a server and a subprocess": """
import asyncio, sys
async def answer(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
async def main():
    async with await asyncio.start_unix_server(answer, "own.sock"):
        reader, writer = await asyncio.open_unix_connection("own.sock")
        writer.write(b"hello\\n")
        said = await reader.readline()
        writer.close()
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(6)", stdout=-1)
    return said, (await child.communicate())[0]
print(await main())
""",
    "subprocesses": """
import subprocess, sys
piped = "echo one; cat /etc/passwd | head -c 8"
print(subprocess.run(piped, shell=True, capture_output=True).stdout)
print(subprocess.run([sys.executable, "-c", "print(2)"], capture_output=True, text=True).stdout)
""",
    "a shell's command": "!ls -la / > listing && wc -l < listing && uname -s && date +%Y > year",
    "files of every kind": """
import mmap, os, pathlib, shutil, tempfile
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "a").write_text("text")
shutil.copytree(folder, folder / "copy")
(folder / "a").rename(folder / "b")
(folder / "link").symlink_to("b")
os.link(folder / "b", folder / "hard")
os.utime(folder / "b", (1, 1))
os.chmod(folder / "b", 0o600)
os.truncate(folder / "b", 3)
os.mkfifo(folder / "pipe")
with open(folder / "b", "r+b") as file, mmap.mmap(file.fileno(), 0) as view:
    os.fsync(file.fileno())
    print(view[:], os.statvfs(folder).f_bsize > 0, len(list(folder.rglob("*"))))
shutil.make_archive("packed", "zip", folder / "copy")
shutil.rmtree(folder)
""",
    "arrays in files": """
import numpy as np
np.save("a.npy", np.arange(4.0))
mapped = np.load("a.npy", mmap_mode="r")
table = np.memmap("b.bin", np.float32, "w+", shape=4)
table[:] = 1
table.flush()
print(mapped.sum(), table.sum())
""",
    "sockets": """
import select, socket
a, b = socket.socketpair()
a.sendall(b"x")
print(select.select([b], [], [], 1)[0] == [b], b.recv(1), socket.gethostbyname("localhost"))
a.close()
b.close()
""",
    "a DataLoader with workers, as often as there are epochs": """
import torch
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.arange(20.0)), num_workers=2, persistent_workers=True)
print(sum(batch.sum().item() for _ in range(3) for (batch,) in loader))
""",
    "signals and timers": """
import os, signal, time
def ring(*_): print("ring")
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause()
os.kill(os.getpid(), signal.SIGALRM)
print(time.process_time() >= 0, os.getpriority(os.PRIO_PROCESS, 0) >= 0)
""",
    "forks that are waited for": """
import os
child = os.fork()
if not child:
    os._exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""",
    "a figure in a file": """
import matplotlib.pyplot as plt, os
plt.plot([1, 2])
plt.savefig("a.png")
plt.close()
print(os.path.getsize("a.png") > 1000)
""",
    "a function that torch would compile": """
import torch
@torch.compile(fullgraph=True)
def double(x):
    return 2 * x
print(double(torch.ones(3)).sum().item() == 6)
""",
    "what a machine has": """
import os, platform, resource, shutil
print(len(os.sched_getaffinity(0)) > 0, platform.system(), resource.getrusage(0).ru_maxrss > 0)
print(shutil.disk_usage("/tmp").total > 0, os.getloadavg() is not None)
""",
}
"""What people do who have never heard of a filter."""

COMPILED = """
import os, torch
os.environ["TORCHDYNAMO_DISABLE"] = "0"
torch._inductor.config.cpp_cache_precompile_headers = False  # one has 100 MB
@torch.compile
def double(x):
    return 2 * x.sin()
print(torch.allclose(double(torch.ones(3)), 2 * torch.ones(3).sin()))
"""
"""Compiles a program in C++, for some 20 s."""
