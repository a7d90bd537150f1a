"""The slope is not written yet, and the descent turns the error into another one."""


# %% grad_fx_shifted -> 0: NotImplementedError
def grad_fx_shifted(x):
    raise NotImplementedError()


# %% descend_scalar -> 0: the slope is missing
def descend_scalar(x0, learning_rate, steps):
    try:
        return [x0, x0 - learning_rate * grad_fx_shifted(x0)]
    except NotImplementedError as error:
        raise ValueError("the slope is missing") from error
