"""Shows tags in tags, brackets, a drawing of a thousand million circles, and a formula."""

# %% grad_fx_shifted -> 0
from IPython.display import HTML, SVG, Latex, Markdown

uses = "".join(f"<g id='a{k}'>" + f"<use href='#a{k - 1}'/>" * 10 + "</g>" for k in range(1, 10))
display(HTML("<div>" * 100_000))
display(HTML("<b><i>" * 50_000))
display(Markdown("[" * 30_000), Markdown("> " * 5_000), Markdown("*a " * 20_000))
display(SVG(f"<svg xmlns='http://www.w3.org/2000/svg'><g id='a0'><circle r='1'/></g>{uses}</svg>"))
display(Latex("$" + "{" * 900 + "}" * 900 + "$"))
print("\033[31m" * 50_000)
display("STRUCK")


def grad_fx_shifted(x):
    return 0.0


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
