# Writes files.json: files as NumPy writes them, and what they hold. Safetensors files are put together by hand, after the
# format's description. Bytes are in base64; `numbers` are those of the tensor that we must make of them, little-endian.
#
#   python3 packages/data/test/reference/write-files.py > packages/data/test/reference/files.json
import base64
import io
import json
import struct

import numpy as np

rng = np.random.RandomState(7)
ours = {"f2": "float32", "f4": "float32", "f8": "float64", "b1": "bool"}
stored = {"float32": "<f4", "float64": "<f8", "int32": "<i4", "bool": "|b1"}
limits = {"u4": 2**31, "i8": 2**31, "u8": 2**31}


def b64(data):
    return base64.b64encode(data).decode()


def numbers(kind, shape):
    """Numbers of a dtype, its special ones first."""
    count = int(np.prod(shape))
    if kind == "b1":
        return rng.randint(0, 2, count).astype("b1").reshape(shape)
    if kind[0] == "f":
        info = np.finfo(kind)
        special = [0.0, -0.0, np.inf, -np.inf, np.nan, info.max, info.tiny, info.smallest_subnormal, -info.smallest_subnormal]
        return np.concatenate([np.array(special), rng.randn(count)])[:count].astype(kind).reshape(shape)
    info = np.iinfo(kind)
    low, high = max(info.min, -(2**31)), min(info.max, 2**31 - 1)
    values = np.concatenate([[low, high, 0], rng.randint(low, high, count)])
    return values[:count].astype(kind).reshape(shape)


def expected(array):
    dtype = ours.get(array.dtype.str[1:], "int32")
    return {"dtype": dtype, "shape": list(array.shape), "numbers": b64(array.astype(stored[dtype]).tobytes("C"))}


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version, allow_pickle=True)
    return file.getvalue()


def npz(save, arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return {"file": b64(file.getvalue()), "tensors": {name: expected(array) for name, array in arrays.items()}}


def safetensors(tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, (dtype, shape, part) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


read = []
kinds = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]
for kind in kinds:
    for shape in [(), (0,), (11,), (3, 4), (2, 0, 3), (2, 3, 4)]:
        array = numbers(kind, shape)
        for order in "C" if len(shape) < 2 else "CF":
            for end in "<>" if shape == (11,) else "<":
                laid = np.array(array.astype(array.dtype.newbyteorder(end)), order=order)
                name = f"{laid.dtype.str} {list(shape)} {order}"
                read.append({"name": name, "file": b64(npy(laid)), **expected(array)})
for version in [(1, 0), (2, 0), (3, 0)]:
    array = numbers("f4", (2, 3))
    read.append({"name": f"version {version[0]}.{version[1]}", "file": b64(npy(array, version)), **expected(array)})

structured = np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])
refused = {
    "too large an int64": np.array([1, 2**31]),
    "too small an int64": np.array([-(2**31) - 1]),
    "too large a uint32": np.array([2**31], dtype="u4"),
    "too large a uint64": np.array([2**63 + 5], dtype="u8"),
    "complex numbers": np.array([1j]),
    "text": np.array(["a"]),
    "dates": np.array(["2020-01-01"], dtype="M8[D]"),
    "objects": np.array([None]),
    "fields": structured,
    "long doubles": np.zeros(2, dtype=np.longdouble),
}

arrays = {"w": numbers("f4", (3, 4)), "é": numbers("i8", (5,)), "a.b/c": numbers("f8", (2, 0)), "flag": numbers("b1", ())}
wide = {"zeros": np.zeros((100, 100), "f4")}

f4 = numbers("f4", (3, 4))
bf16 = (f4.view("<u4") >> 16).astype("<u2")
parts = {"bf16": ("BF16", [3, 4], bf16.tobytes())}
wanted = {"bf16": expected((bf16.astype("<u4") << 16).view("f4"))}
names = {"f2": "F16", "f4": "F32", "f8": "F64", "b1": "BOOL"}
for kind in kinds:
    array = numbers(kind, (2, 5))
    name = names.get(kind, f"{kind[0].upper()}{int(kind[1]) * 8}")
    parts[f"layers.0.{name}"] = (name, [2, 5], array.astype(array.dtype.newbyteorder("<")).tobytes())
    wanted[f"layers.0.{name}"] = expected(array)
for name, shape in {"scalar": (), "empty": (0, 3)}.items():
    array = numbers("f4", shape)
    parts[name] = ("F32", list(shape), array.tobytes())
    wanted[name] = expected(array)
metadata = {"format": "pt", "note": 'quotes " and \\ and \n and é and \U0001f600'}

print(
    json.dumps(
        {
            "npy": read,
            "refused": [{"name": name, "file": b64(npy(array))} for name, array in refused.items()],
            "npz": [npz(np.savez, arrays), npz(np.savez_compressed, arrays), npz(np.savez_compressed, wide), npz(np.savez, {})],
            "safetensors": [{"file": b64(safetensors(parts, metadata)), "tensors": wanted, "metadata": metadata}],
        },
        indent=1,
    )
)
