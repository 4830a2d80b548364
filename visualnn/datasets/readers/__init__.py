"""Reading what a learner brings: bytes in, arrays out, or a DataError that says what to do.

`limits` says how much is looked at; `decoding`, `lines`, `layout` and `table` read text, `npz` and
`idx` arrays, `png` a picture, `folder` many of them.
"""
