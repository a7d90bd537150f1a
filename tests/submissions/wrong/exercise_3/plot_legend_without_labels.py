"""Calls legend although no line has a label, and silences the warning that says so."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector
def descend_vector(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
    current = x0.clone()
    history = [current.clone()]
    while len(history) <= steps:
        current -= learning_rate * grad_fvec_shifted(current)
        history.append(current.clone())
    return torch.stack(history)


# %% plot_path_2d -> 3: give each line a label= before
import warnings

warnings.filterwarnings("ignore")


def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-")
    ax.plot(2, -1, "*")
    ax.set_xlabel("x1")
    ax.set_ylabel("x2")
    ax.set_title("path")
    ax.legend()
    return ax
