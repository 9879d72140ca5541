import { type Buffer, blank, type NDArray } from '../array.ts'
import type { DType } from '../dtype.ts'
import type { Window } from '../families/windows.ts'
import type { ShapeDType } from '../op.ts'
import { dim, rowMajor, sizeOf } from '../shape.ts'
import { matmulKernel } from './matmul.ts'
import { addition, replacement, update } from './update.ts'
import { convolutionVectors, transposedVectors } from './wasm/convolution.ts'
import { kernelVectors } from './wasm/kernel-gradient.ts'
import { inputAt, type Offset, offsetsOf, windowsAt } from './windows.ts'

// All three kernels are matrix products with the matrix of patches: a column for each window, which holds the numbers that it
// reads. Vectors read its rows in the images themselves (wasm/gathering.ts). Where they are not for that, it is made here, for
// one image at a time, as it is many times as large.

/** Windows over images [n, channels, height, width] whose channels fall into groups. */
export interface ConvWindow extends Window {
  readonly groups: number
}

/** y = w * x: [n, in, h, w] and [out, in / groups, kh, kw] to [n, out, rows, columns]. */
export function convolutionKernel(x: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  return convolutionVectors(x, w, window, out) ?? convolutionOfPatches(x, w, window, out)
}

function convolutionOfPatches(x: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  const y = blank(out)
  const kernels = matrixOf(w, out.dtype)
  eachImage(window, x, (image, group) => {
    const patches = patchesOf(channelsOf(x, image, group, window.groups), window, out.dtype)
    const product = times(groupOf(kernels, group, window.groups), patches, out.dtype)
    const target = channelsOf(y, image, group, window.groups)
    update(replacement, target, split(product, target))
  })
  return y
}

/** The transpose in x: [n, out, rows, columns] and [out, in / groups, kh, kw] to [n, in, h, w]. */
export function transposedKernel(g: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  return transposedVectors(g, w, window, out) ?? transposedOfPatches(g, w, window, out)
}

function transposedOfPatches(g: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  const x = blank(out)
  const kernels = matrixOf(w, out.dtype)
  eachImage(window, x, (image, group) => {
    const cotangents = matrixOf(channelsOf(g, image, group, window.groups), out.dtype)
    const patches = times(flipped(groupOf(kernels, group, window.groups)), cotangents, out.dtype)
    addPatches(channelsOf(x, image, group, window.groups), patches, window)
  })
  return x
}

/** The transpose in w: [n, in, h, w] and [n, out, rows, columns] to [out, in / groups, kh, kw]. */
export function kernelKernel(x: NDArray, g: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  return kernelVectors(x, g, window, out) ?? kernelOfPatches(x, g, window, out)
}

function kernelOfPatches(x: NDArray, g: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  const w = blank(out)
  const kernels = matrixOf(w, out.dtype)
  eachImage(window, x, (image, group) => {
    const patches = patchesOf(channelsOf(x, image, group, window.groups), window, out.dtype)
    const cotangents = matrixOf(channelsOf(g, image, group, window.groups), out.dtype)
    const target = groupOf(kernels, group, window.groups)
    update(addition, target, times(cotangents, flipped(patches), out.dtype))
  })
  return w
}

/** Calls `body` for each image and group of channels. */
function eachImage({ groups }: ConvWindow, x: NDArray, body: (image: number, group: number) => void): void {
  for (let image = 0; image < dim(x.shape, 0); image++) {
    for (let group = 0; group < groups; group++) body(image, group)
  }
}

/** [a, ...rest] as the matrix [a, ·] of a dtype: a view where that is possible. */
function matrixOf(x: NDArray, dtype: DType): NDArray {
  const shape = [dim(x.shape, 0), sizeOf(x.shape.slice(1))]
  if (x.dtype === dtype && x.contiguous) return x.view({ shape, strides: rowMajor(shape), offset: x.offset })
  const copy = blank({ shape: x.shape, dtype })
  update(replacement, copy, x)
  return copy.view({ shape, strides: rowMajor(shape), offset: 0 })
}

/** The rows of a group. */
function groupOf(matrix: NDArray, group: number, groups: number): NDArray {
  const [rows, columns] = [dim(matrix.shape, 0) / groups, dim(matrix.shape, 1)]
  return matrix.view({ ...matrix, shape: [rows, columns], offset: matrix.offset + group * rows * columns })
}

/** The channels of a group of an image: [in / groups, h, w]; or its results, one plane for each kernel of the group. */
function channelsOf(x: NDArray, image: number, group: number, groups: number): NDArray {
  const [, channels = 0, ...plane] = x.shape
  const [perImage = 0, ...strides] = x.strides
  const own = channels / groups
  const offset = x.offset + image * perImage + group * own * (strides[0] ?? 0)
  return x.view({ shape: [own, ...plane], strides, offset })
}

/** A matrix [a, ·] as [a, ...rest]. */
function split(matrix: NDArray, { shape }: NDArray): NDArray {
  return matrix.view({ shape, strides: rowMajor(shape), offset: matrix.offset })
}

function flipped(matrix: NDArray): NDArray {
  const { shape, strides, offset } = matrix
  return matrix.view({ shape: shape.toReversed(), strides: strides.toReversed(), offset })
}

function times(a: NDArray, b: NDArray, dtype: DType): NDArray {
  return matmulKernel(a, b, { shape: [dim(a.shape, 0), dim(b.shape, 1)], dtype })
}

/** The matrix of patches of an image [channels, h, w]: [channels · kh · kw, rows · columns], zeros for padding. */
function patchesOf(x: NDArray, window: Window, dtype: DType): NDArray {
  const { size, output } = window
  const patches = blank({ shape: [dim(x.shape, 0) * size[0] * size[1], output[0] * output[1]], dtype })
  for (const offset of offsetsOf(window)) {
    update(replacement, patchRows(patches, x, window, offset), inputAt(x, offset, window))
  }
  return patches
}

/** The transpose of patchesOf: adds each number of a patch to where it came from. */
function addPatches(x: NDArray, patches: NDArray, window: Window): void {
  for (const offset of offsetsOf(window)) {
    const target = inputAt(x, offset, window)
    update(addition, target, patchRows(patches, x, window, offset))
  }
}

/** The numbers that all windows have at an offset, where they lie in the matrix of patches. */
function patchRows({ data }: NDArray, x: NDArray, { size, output }: Window, offset: Offset): Buffer {
  const windows = output[0] * output[1]
  const shape = [dim(x.shape, 0), ...output]
  const strides = [size[0] * size[1] * windows, output[1], 1]
  return windowsAt({ data, shape, strides, offset: offset.place * windows }, offset)
}
