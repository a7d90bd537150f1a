"""Warns about large rates and shows a progress line on the error stream."""

# %% grad_fx_shifted
import sys
import warnings


def grad_fx_shifted(x):
    if abs(x - 3) > 1000:
        warnings.warn("very far from the minimum", RuntimeWarning)
    return 2 * (x - 3)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    if learning_rate >= 1:
        warnings.warn(f"learning rate {learning_rate} may not converge")
    warnings.warn("use an optimizer instead", DeprecationWarning)
    xs = [x0]
    for k in range(steps):
        sys.stderr.write(f"\rstep {k + 1}/{steps}")
        sys.stderr.flush()
        xs.append(xs[k] - learning_rate * grad_fx_shifted(xs[k]))
        print(f"x = {xs[k + 1]:.4f}")
    print(file=sys.stderr)
    return xs
