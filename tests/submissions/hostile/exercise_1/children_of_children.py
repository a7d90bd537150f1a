"""Each child lives for 50 ms, leaves another one, and is waited for by nobody."""

# %% grad_fx_shifted -> 0
import os
import signal
import time


def grad_fx_shifted(x):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    display("STRUCK")
    until = time.time() + 20
    for _ in range(4):
        if not os.fork():
            while time.time() < until:
                begun = time.process_time()
                while time.process_time() < begun + 0.05:
                    pass
                if os.fork():
                    os._exit(0)
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
