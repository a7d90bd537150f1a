"""A list of 64-bit tensors with one number each; the slope is a tensor too."""

# %% grad_fx_shifted
import torch

three = torch.tensor([3.0], dtype=torch.float64)


def grad_fx_shifted(x):
    return 2 * (torch.as_tensor(x, dtype=torch.float64) - three)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    x = torch.tensor(x0, dtype=torch.float64)
    xs = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x).squeeze()
        print(f"x = {x:.4f}")
        xs += [x]
    return xs
