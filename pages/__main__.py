"""Builds the site in a folder, whole or not at all."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.cmd.build import build_main

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SITE = ROOT / "site"
SOURCES = ("README.md", "docs/*.png", "docs/card.md", "notebooks/*.ipynb", "release/*/*.ipynb")


def gather(folder: Path) -> None:
    """Copy what is rendered as it lies in the course, so that links between notebooks hold."""
    shutil.copy(HERE / "index.md", folder)
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def trim(pages: Path) -> None:
    """Remove MathJax's other bundles, half of the site, which no page asks for."""
    for bundle in (pages / "_static" / "mathjax").glob("*.js"):
        if bundle.name != "tex-chtml.js":
            bundle.unlink()


def build(site: Path = SITE) -> int:
    """Render the pages into `site`, which is replaced only when all of them are right."""
    with TemporaryDirectory(dir=site.parent, prefix=".site-") as room:
        sources, pages, cache = (Path(room, name) for name in ("sources", "pages", "cache"))
        sources.mkdir()
        gather(sources)
        strict = ["--fail-on-warning", "--keep-going", "--quiet"]
        if build_main([*strict, "-c", str(HERE), "-d", str(cache), str(sources), str(pages)]):
            print("The pages are as before: put right what is said above, and run make site again.")
            return 1
        trim(pages)
        shutil.rmtree(site, ignore_errors=True)
        pages.rename(site)
    print(f"The course as pages: open {site / 'index.html'} in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(build())
