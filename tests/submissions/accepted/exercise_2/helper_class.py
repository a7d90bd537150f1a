"""A small class collects the parts of the picture; plot_path only asks it for them."""


# %% fx_shifted
class Parabola:
    def __init__(self, centre):
        self.centre = centre

    def __call__(self, x):
        return (x - self.centre) ** 2


def fx_shifted(x):
    return Parabola(3)(x)


# %% plot_path
class DescentPicture:
    def __init__(self, path):
        self.path = np.array(path)
        self.fig, self.ax = plt.subplots(figsize=(6, 4))

    def add_curve(self):
        half = abs(self.path - 3).max() + 1
        x = 3 + half * np.linspace(-1, 1, 201)
        self.ax.plot(x, fx_shifted(x), label="objective")
        return self

    def add_path(self):
        self.ax.plot(self.path, fx_shifted(self.path), "-h", label="iterates")
        return self

    def add_minimum(self):
        self.ax.plot(3.0, fx_shifted(3.0), "D", label="optimum")
        return self

    def add_words(self):
        self.ax.set(xlabel="x", ylabel="f(x)", title="Iterates of gradient descent")
        self.ax.legend(title="what is what")
        return self


def plot_path(trajectory):
    return DescentPicture(trajectory).add_curve().add_path().add_minimum().add_words().ax
