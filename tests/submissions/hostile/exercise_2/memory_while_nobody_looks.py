"""A right picture that takes long to look at; meanwhile its children take memory.

The test says: MiB of memory, or too long, or took more than, or ran for more than, or markers
"""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 0
import os
import time


def plot_path(trajectory):
    path = np.array(trajectory)
    fig, ax = plt.subplots()
    curve = np.linspace(min(path.min(), 2) - 1, max(path.max(), 4) + 1, 200)
    ax.plot(curve, (curve - 3) ** 2, label="f(x) = (x − 3)²")
    ax.plot(path, (path - 3) ** 2, "o-", label="descent path")
    ax.plot(3, 0, "*", label="minimum (3, 0)")
    many = 199_000
    ax.plot(np.linspace(path.min(), path.max(), many), np.full(many, 1.0), "o", markersize=1)
    ax.set(xlabel="x", ylabel="f(x)", title="The steps shorten towards 3")
    ax.legend()
    display("STRUCK")
    for _ in range(8):
        if not os.fork():
            time.sleep(0.2)
            block = bytearray(b"x") * (180 << 20)
            time.sleep(10)
            os._exit(len(block) % 2)
    return ax
