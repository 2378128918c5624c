"""Pages of the Prefect UI: rows of the archive, made Markdown by flows/steps/*_page.py, kept with a run."""
