"""Quits in the cell itself; both answers are right."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


quit()
display("STRUCK")


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path


exit()
display("STRUCK")
