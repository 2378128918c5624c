"""trafilatura alone: `extract` with its defaults over the pages of a folder. `python bare_trafilatura.py FOLDER`."""

import logging
import sys
from pathlib import Path

import trafilatura

logging.disable(logging.CRITICAL)
for path in sorted(Path(sys.argv[1]).iterdir()):
    trafilatura.extract(path.read_bytes())
