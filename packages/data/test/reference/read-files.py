# Reads files that we wrote, from JSON on standard input ([{"format", "file"}], in base64), and prints what they hold. NumPy
# reads its own formats; safetensors is read here by its description, with none of our code and none of its authors'.
import base64
import io
import json
import struct
import sys

import numpy as np


def safetensors(file):
    (length,) = struct.unpack("<Q", file[:8])
    header, data = json.loads(file[8 : 8 + length]), file[8 + length :]
    metadata = header.pop("__metadata__", {})
    dtypes = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "BOOL": "|b1"}
    tensors, free = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        dtype = np.dtype(dtypes[entry["dtype"]])
        assert begin == free and (8 + length + begin) % dtype.itemsize == 0, "a gap, or not aligned"
        tensors[name] = np.frombuffer(data[begin:end], dtype).reshape(entry["shape"])
        free = end
    assert free == len(data) and length % 8 == 0 and file[8:9] == b"{", "the data or the header have another size"
    return tensors, metadata


def read(format, file):
    if format == "npy":
        return {"": np.load(io.BytesIO(file))}, {}
    if format == "npz":
        archive = np.load(io.BytesIO(file))
        return {name: archive[name] for name in archive.files}, {}
    return safetensors(file)


def describe(array):
    return {"dtype": array.dtype.name, "shape": list(array.shape), "numbers": base64.b64encode(array.tobytes()).decode()}


results = []
for one in json.load(sys.stdin):
    tensors, metadata = read(one["format"], base64.b64decode(one["file"]))
    results.append({"tensors": {name: describe(array) for name, array in tensors.items()}, "metadata": metadata})
print(json.dumps(results))
