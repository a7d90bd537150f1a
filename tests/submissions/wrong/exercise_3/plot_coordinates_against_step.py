"""Draws each coordinate against the step in place of one against the other."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a = x.clone().requires_grad_()
    f = (a[0] - 2) ** 2 + (a[1] + 1) ** 2
    f.backward()
    return a.grad


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d -> 2: the first number is drawn against the step
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory, "o-", label=["x1", "x2"])
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
