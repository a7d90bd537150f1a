"""nbconvert's settings: where it finds the template for pages that everyone can read."""

from pathlib import Path

c = get_config()  # noqa: F821 - whoever loads this file passes it in

c.TemplateExporter.extra_template_basedirs = [str(Path(__file__).resolve().parent)]
c.HTMLExporter.template_name = "export"  # the folder beside this file
c.HTMLExporter.filters = {"markdown2html": "grading.feedback.sanitize.markdown"}
