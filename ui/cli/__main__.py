"""`python -m ui.cli` is the command ``visualnn``."""

import sys

from . import main

sys.exit(main())
