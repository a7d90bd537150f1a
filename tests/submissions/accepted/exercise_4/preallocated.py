"""Fills arrays and tensors made beforehand; the legend has a title and plain numbers."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = np.empty((len(learning_rates), steps + 1))
    paths[:, 0] = x0
    for i in range(len(learning_rates)):
        for k in range(steps):
            paths[i, k + 1] = paths[i, k] - learning_rates[i] * grad_fx_shifted(paths[i, k])
    return {learning_rates[i]: paths[i].tolist() for i in range(len(learning_rates))}


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    result = {}
    for eta in learning_rates:
        path = torch.zeros(steps + 1, 2, dtype=x0.dtype)
        path[0] = x0
        for k in range(1, steps + 1):
            path[k] = path[k - 1] - eta * grad_fvec_shifted(path[k - 1])
        result[eta] = path
    return result


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    handles = []
    for eta in losses:
        (line,) = ax.plot(losses[eta], "s--", markersize=3)
        handles.append(line)
    ax.set_yscale("log")
    ax.legend(handles, [str(eta) for eta in losses], title="learning rate", loc="center left")
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.set_title("sweep", loc="left")
    return ax


# %% observations
words = ("slow", "converges", "oscillates", "diverges")
observations = {}
for i in range(4):
    observations[learning_rates[i]] = words[i]
