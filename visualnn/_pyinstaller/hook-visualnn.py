"""PyInstaller's hook: lessons, assets and catalogues go where the frozen program looks for them."""

from pathlib import Path

import visualnn
from visualnn.resources import resource

PACKAGE = Path(visualnn.__file__).parent

datas = [
    (str(resource("lessons")), "visualnn/_data/lessons"),
    (str(resource("assets")), "visualnn/_data/assets"),
    *(
        (str(catalogue), str(Path("visualnn") / catalogue.parent.relative_to(PACKAGE)))
        for catalogue in PACKAGE.glob("locale/*/LC_MESSAGES/*.mo")
    ),
]
hiddenimports = ["ui", "ui.cli"]
