"""One helper for a single rate, and a dictionary comprehension over the rates."""


# %% sweep_scalar
def descend(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
    return path


def sweep_scalar(x0, learning_rates, steps):
    return {eta: descend(x0, eta, steps) for eta in learning_rates}


# %% sweep_vector
def descend_in_plane(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - eta * grad_fvec_shifted(path[-1]))
    return torch.stack(path)


def sweep_vector(x0, learning_rates, steps):
    return {eta: descend_in_plane(x0, eta, steps) for eta in learning_rates}


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for lr in sorted(losses):
        ax.semilogy(losses[lr], ".-", label=f"lr={lr}")
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.set_title("Loss for several learning rates")
    ax.legend()
    return ax


# %% observations
observations = dict(zip(learning_rates, ["slow", "converges", "oscillates", "diverges"]))
