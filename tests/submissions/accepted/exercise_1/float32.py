"""32-bit tensors throughout, returned as a tensor."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    import torch

    return 2 * (torch.as_tensor(x) - 3)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    import torch

    path = torch.empty(steps + 1)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - learning_rate * 2 * (path[k] - 3)
        print(f"x = {path[k + 1]:.4f}")
    return path
