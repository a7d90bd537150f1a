"""Has the kernel keep 30,000 mappings for each of eight processes."""

# %% grad_fx_shifted -> 0
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p


def grad_fx_shifted(x):
    display("STRUCK")
    for _ in range(8):
        if not os.fork():
            for k in range(30_000):
                libc.mmap(None, ctypes.c_size_t(4096), 1 + 2 * (k % 2), 0x22, -1, ctypes.c_long(0))
            time.sleep(20)
            os._exit(0)
    time.sleep(0.5)
    return 0.0


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
