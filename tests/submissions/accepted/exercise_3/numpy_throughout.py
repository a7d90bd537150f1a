"""NumPy throughout and from_numpy at the end; a text at the minimum."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    v = x.numpy()
    c = np.array([2, -1], dtype=v.dtype)
    return torch.from_numpy(2 * (v - c))


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    c = np.array([2.0, -1.0])
    path = np.zeros((steps + 1, 2))
    path[0] = x0.numpy()
    for i in range(1, steps + 1):
        path[i] = path[i - 1] - learning_rate * 2 * (path[i - 1] - c)
    return torch.from_numpy(path.astype(x0.numpy().dtype))


# %% plot_path_2d
def plot_path_2d(trajectory):
    p = np.asarray(trajectory)
    all_x, all_y = np.append(p[:, 0], 2), np.append(p[:, 1], -1)
    fig = plt.figure()
    ax = fig.add_axes([0.12, 0.12, 0.7, 0.78])
    ax.plot(p[:, 0], p[:, 1], marker="^", lw=0.8, label="path")
    ax.text(2, -1, "min", ha="center", va="center", color="crimson")
    ax.set_xlim(all_x.min() - 1, all_x.max() + 1)
    ax.set_ylim(all_y.min() - 1, all_y.max() + 1)
    ax.set_xlabel("x1")
    ax.set_ylabel("x2")
    ax.set_title("descent path")
    ax.legend(loc="best")
    return ax
