import { type Buffer, blank, NDArray } from '../array.ts'
import { allocate, type DType } from '../dtype.ts'
import type { Pair, Window } from '../families/windows.ts'
import type { ShapeDType } from '../op.ts'
import { dim, rowMajor, sizeOf } from '../shape.ts'
import { matmulKernel } from './matmul.ts'
import { addition, replacement, update } from './update.ts'
import { convolutionVectors, transposedVectors } from './wasm/convolution.ts'
import { kernelVectors } from './wasm/kernel-gradient.ts'
import { inputAt, type Offset, offsetsOf, windowsAt } from './windows.ts'

// All three kernels are matrix products with the matrix of patches: a column for each window, which holds the numbers that it
// reads. Vectors read its rows in the images themselves (wasm/gathering.ts). Where they are not for that, it is made here; as
// it is many times as large as the input, it is made for a few images, or a few rows of one, at a time: then it is still in
// the cache when the product reads it.

/** Bytes of the matrix of patches that exist at a time. */
const patchBytes = 2 ** 20

/** Windows over images [n, channels, height, width] whose channels fall into groups. */
export interface ConvWindow extends Window {
  readonly groups: number
}

/** A part of the work: some images, and some rows of windows of each. */
interface Part {
  readonly images: Pair
  readonly rows: Pair
}

/** y = w * x: [n, in, h, w] and [out, in / groups, kh, kw] to [n, out, rows, columns]. */
export function convolutionKernel(x: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  return convolutionVectors(x, w, window, out) ?? convolutionOfPatches(x, w, window, out)
}

function convolutionOfPatches(x: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray {
  const y = blank(out)
  const kernels = matrixOf(w, out.dtype)
  eachPart(window, x.shape, w.shape, out.dtype, (part, group) => {
    const patches = patchesOf(channelsOf(x, part, group, window.groups), window, part, out.dtype)
    const product = times(groupOf(kernels, group, window.groups), patches, out.dtype)
    const target = resultsOf(y, part, group, window.groups)
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
  eachPart(window, x.shape, w.shape, out.dtype, (part, group) => {
    const cotangents = gathered(resultsOf(g, part, group, window.groups), out.dtype)
    const patches = times(flipped(groupOf(kernels, group, window.groups)), cotangents, out.dtype)
    addPatches(channelsOf(x, part, group, window.groups), patches, window, part)
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
  eachPart(window, x.shape, out.shape, out.dtype, (part, group) => {
    const patches = patchesOf(channelsOf(x, part, group, window.groups), window, part, out.dtype)
    const cotangents = gathered(resultsOf(g, part, group, window.groups), out.dtype)
    const target = groupOf(kernels, group, window.groups)
    update(addition, target, times(cotangents, flipped(patches), out.dtype))
  })
  return w
}

/** Calls `body` for each part and group of channels; for none where there is nothing to add up. */
function eachPart(
  window: ConvWindow,
  x: readonly number[],
  w: readonly number[],
  dtype: DType,
  body: (part: Part, group: number) => void,
): void {
  const images = dim(x, 0)
  const depth = sizeOf(w.slice(1))
  if (images * depth * dim(w, 0) === 0) return
  const [rows, columns] = window.output
  const fitting = Math.max(1, Math.floor(patchBytes / (allocate(dtype, 0).BYTES_PER_ELEMENT * depth * columns)))
  const [height, count] = fitting < rows ? [fitting, 1] : [rows, Math.floor(fitting / rows)]
  for (let image = 0; image < images; image += count) {
    for (let row = 0; row < rows; row += height) {
      const part: Part = {
        images: [image, Math.min(images, image + count)],
        rows: [row, Math.min(rows, row + height)],
      }
      for (let group = 0; group < window.groups; group++) body(part, group)
    }
  }
}

/** The kernels as rows of a matrix: [out, in / groups · kh · kw], in row-major order. */
function matrixOf(w: NDArray, dtype: DType): NDArray {
  const shape = [dim(w.shape, 0), sizeOf(w.shape.slice(1))]
  if (w.dtype === dtype && w.contiguous) return w.view({ shape, strides: rowMajor(shape), offset: w.offset })
  const copy = blank({ shape: w.shape, dtype })
  update(replacement, copy, w)
  return copy.view({ shape, strides: rowMajor(shape), offset: 0 })
}

/** The rows of a group. */
function groupOf(matrix: NDArray, group: number, groups: number): NDArray {
  const [rows, columns] = [dim(matrix.shape, 0) / groups, dim(matrix.shape, 1)]
  return matrix.view({ ...matrix, shape: [rows, columns], offset: matrix.offset + group * rows * columns })
}

/** The images of a part, channels of a group first: [in / groups, images, h, w]. */
function channelsOf(x: NDArray, { images: [from, to] }: Part, group: number, groups: number): NDArray {
  const [, channels = 0, ...plane] = x.shape
  const [perImage = 0, perChannel = 0, ...steps] = x.strides
  const own = channels / groups
  return x.view({
    shape: [own, to - from, ...plane],
    strides: [perChannel, perImage, ...steps],
    offset: x.offset + from * perImage + group * own * perChannel,
  })
}

/** The results of a part's windows, channels first: [out / groups, images, rows, columns]. */
function resultsOf(y: NDArray, part: Part, group: number, groups: number): NDArray {
  const all = channelsOf(y, part, group, groups)
  const [from, to] = part.rows
  return all.view({ ...all, shape: all.shape.with(2, to - from), offset: all.offset + from * (all.strides[2] ?? 0) })
}

/** [a, ...rest] as the matrix [a, ·], copied in row-major order. */
function gathered(x: NDArray, dtype: DType): NDArray {
  const data = allocate(dtype, x.size)
  update(replacement, { data, shape: x.shape, strides: rowMajor(x.shape), offset: 0 }, x)
  return new NDArray(data, dtype, [dim(x.shape, 0), sizeOf(x.shape.slice(1))])
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

/** The matrix of patches of images [channels, images, h, w]: [channels · kh · kw, images · rows · columns], zeros for padding. */
function patchesOf(x: NDArray, window: Window, part: Part, dtype: DType): NDArray {
  const [channels = 0, images = 0] = x.shape
  const [count, columns] = [part.rows[1] - part.rows[0], window.output[1]]
  const shape = [channels * window.size[0] * window.size[1], images * count * columns]
  const patches = blank({ shape, dtype })
  for (const offset of offsetsOf(window, part.rows)) {
    update(replacement, patchRows(patches, x, window, part, offset), inputAt(x, offset, window))
  }
  return patches
}

/** The transpose of patchesOf: adds each number of a patch to where it came from. */
function addPatches(x: NDArray, patches: NDArray, window: Window, part: Part): void {
  for (const offset of offsetsOf(window, part.rows)) {
    const target = inputAt(x, offset, window)
    update(addition, target, patchRows(patches, x, window, part, offset))
  }
}

/** The numbers that all windows have at an offset, where they lie in the matrix of patches. */
function patchRows(
  patches: NDArray,
  x: NDArray,
  { size, output }: Window,
  { rows: [from, to] }: Part,
  offset: Offset,
): Buffer {
  const [channels = 0, images = 0] = x.shape
  const width = dim(patches.shape, 1)
  const whole = {
    data: patches.data,
    shape: [channels, images, to - from, output[1]],
    strides: [size[0] * size[1] * width, (to - from) * output[1], output[1], 1],
    offset: offset.place * width - from * output[1],
  }
  return windowsAt(whole, offset)
}
