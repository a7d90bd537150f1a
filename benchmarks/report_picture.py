"""Makes docs/report.png: `python -m benchmarks.report_picture`, which needs chromium, and a minute.

A made-up class is handed in, graded by the command for a class, and reported; the picture is what
a browser shows of the page's beginning.
"""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from authoring.build import compact
from grading.core.course import ROOT
from grading.report.command import report
from tests.support.classes import hand_in_made_up as hand_in
from tests.support.classes import run
from tests.support.courses import release_course

STUDENTS, SEED = 64, 4
WIDTH, HEIGHT, SCALE = 1008, 1220, 1200 / 1008


def main() -> None:
    """Write the picture."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("There is no chromium here: install it (on Debian: apt install chromium).")
    with tempfile.TemporaryDirectory() as folder:
        assignment = release_course(Path(folder) / "course")
        hand_in(assignment, STUDENTS, seed=SEED)
        done = run(assignment)
        assert done.returncode == 0, done.stderr
        page, shot = Path(folder) / "class.html", Path(folder) / "shot.png"
        with contextlib.redirect_stdout(io.StringIO()):  # these paths are nobody's
            report(assignment, to=str(page), anonymous=True)
        _photograph(browser, page, shot)
        small = compact(base64.b64encode(shot.read_bytes()).decode())
        target = ROOT / "docs" / "report.png"
        target.write_bytes(base64.b64decode(small))
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1000:.0f} KB")


def _photograph(browser: str, page: Path, shot: Path) -> None:
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--screenshot={shot}"]
    size = [f"--window-size={WIDTH},{HEIGHT}", f"--force-device-scale-factor={SCALE}"]
    subprocess.run([browser, *options, *size, page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
