"""The slope is derived by sympy, and the path holds sympy's numbers: numbers they are."""

# %% grad_fx_shifted
import sympy as sp

X = sp.symbols("x")
D = sp.diff((X - 3) ** 2, X)


def grad_fx_shifted(x):
    return D.subs(X, x)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    x, trajectory = sp.Float(x0), [x0]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {float(x):.4f}")
        trajectory.append(x)
    return trajectory
