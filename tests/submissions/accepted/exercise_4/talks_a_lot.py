"""Prints, warns, logs and shows its progress; marks the first loss in the picture."""

# %% sweep_scalar
import logging
import warnings


def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        if eta >= 1:
            warnings.warn(f"rate {eta} may not arrive")
        path = [x0]
        for step in range(steps):
            x0_old = path[-1]
            path.append(x0_old - eta * grad_fx_shifted(x0_old))
            print(f"eta = {eta}, step {step + 1}: x = {path[-1]:.4f}")
            print(f"\r{step + 1}/{steps}", end="", file=sys.stderr, flush=True)
        paths[eta] = path
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for number, eta in enumerate(learning_rates, start=1):
        logging.warning("rate %d of %d", number, len(learning_rates))
        x = torch.tensor(x0)
        path = [x]
        for _ in range(steps):
            x = x - eta * grad_fvec_shifted(x)
            path.append(x)
            sys.stderr.write(".")
        print(eta, path[-1])
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        print(f"{eta}: from {loss[0]:.2f} to {loss[-1]:.2g}")
        ax.plot(loss, marker="o", label=f"learning rate {eta}")
    ax.axhline(loss[0], color="gray", linestyle=":", label="first loss")
    ax.set_yscale("log")
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.set_title("sweep")
    ax.legend(fontsize=8)
    print("done", file=sys.stderr)
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
for eta in observations:
    print("I saw that", eta, observations[eta])
