"""Loops steps + 1 times after it has recorded the start."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a = x.clone().requires_grad_()
    f = (a[0] - 2) ** 2 + (a[1] + 1) ** 2
    f.backward()
    return a.grad


# %% descend_vector -> 0: your loop takes 21 steps, not 20
def descend_vector(x0, learning_rate, steps):
    current = x0.clone()
    rows = [current]
    for _ in range(steps + 1):
        current = current - learning_rate * grad_fvec_shifted(current)
        rows.append(current)
    return torch.stack(rows)


# %% plot_path_2d
def plot_path_2d(trajectory):
    plt.figure(figsize=(5, 4))
    plt.plot(trajectory[:, 0], trajectory[:, 1], marker="o", color="blue", label="steps")
    plt.scatter(2, -1, color="red", label="minimum", zorder=3)
    plt.xlabel("x1")
    plt.ylabel("x2")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
