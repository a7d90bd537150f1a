"""Warns, prints and reports its progress on stderr all the way, and is right."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    x = torch.tensor(x)
    g = 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))
    print("gradient at", x, "is", g)
    return g


# %% descend_vector
import warnings


def descend_vector(x0, learning_rate, steps):
    if learning_rate >= 1:
        warnings.warn("this learning rate is too large, descent will not converge")
    path = [torch.tensor(x0)]
    for k in range(steps):
        sys.stderr.write(f"\rstep {k + 1} of {steps}")
        sys.stderr.flush()
        x = path[-1] - learning_rate * grad_fvec_shifted(path[-1])
        print(f"x = {x[0]:.4f}, {x[1]:.4f}")
        path.append(x)
    print(file=sys.stderr)
    return torch.stack(path)


# %% plot_path_2d
import logging


def plot_path_2d(trajectory):
    print("plotting", trajectory.shape)
    logging.getLogger("plot").warning("plotting %d points", len(trajectory))
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "r-o", label="path")
    ax.plot(2, -1, "y*", ms=20, mec="k", label="minimum")
    ax.legend(title="gradient descent")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    plt.title("Path")
    fig.tight_layout()
    return ax
