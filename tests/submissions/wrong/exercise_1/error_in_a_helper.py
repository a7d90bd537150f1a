"""A helper of the descent looks up a key that is not there, after a line is printed."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: KeyError: 'learning_rate'
def settings():
    known = {"rate": 0.1}
    return known["learning_rate"]


def descend_scalar(x0, learning_rate, steps):
    print("starting")
    return [x0] * round(settings())
