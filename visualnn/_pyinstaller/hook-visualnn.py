"""PyInstaller's hook: a frozen program gets what no import names.

The metadata hold the version and the entry points, by which `python -m visualnn` finds the command.
"""

from PyInstaller.utils.hooks import copy_metadata

from visualnn._pyinstaller import data_folders

datas = [*data_folders(), *copy_metadata("visualnn")]
hiddenimports = ["ui", "ui.cli"]
