"""Reading what a learner brings: bytes in, arrays out, or a DataError that says what to do.

`limits` says how much is looked at; `decoding`, `lines`, `layout` and `table` read text, `npz` and
`idx` arrays, `png` a picture, `folder` many of them.
"""

from .folder import read_folder, read_picture
from .idx import read_idx
from .limits import content_of
from .npz import names_in, read_npy, read_npz
from .png import read_png
from .table import Table, TableColumn, TextTable, read_table

__all__ = [
    "Table",
    "TableColumn",
    "TextTable",
    "content_of",
    "names_in",
    "read_folder",
    "read_idx",
    "read_npy",
    "read_npz",
    "read_picture",
    "read_png",
    "read_table",
]
