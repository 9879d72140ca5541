import type { NDArray } from '../../array.ts'
import type { Pair } from '../../families/windows.ts'
import type { Monoid, ShapeDType } from '../../op.ts'
import { dim, sizeOf } from '../../shape.ts'
import type { ConvWindow } from '../convolution.ts'
import { type Phases, phasesOf, transposedPhasesOf } from '../phases.ts'
import { reduceKernel } from '../reduce.ts'
import { gather } from './gathering.ts'

/** convolutionKernel by vector instructions; null where it is not for them, see shareOf. */
export function convolutionVectors(x: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray | null {
  const [perKernel = 0, ...rest] = w.strides
  const kernels = dim(w.shape, 0) / window.groups
  const weights = {
    data: w.data,
    shape: [window.groups, kernels, ...w.shape.slice(1)],
    strides: [kernels * perKernel, perKernel, ...rest],
    offset: w.offset,
  }
  return gather({ x, weights, out, unit: 1, phases: (axis, range) => phasesOf(window, axis, range) })
}

/**
 * transposedKernel by vector instructions. Each number of the result is gathered from all windows that it is in.
 *
 * @returns null where it is not for them, see shareOf; where most of what is gathered would be padding; and where weights are
 * not finite, because padding times infinity is no number
 */
export function transposedVectors(g: NDArray, w: NDArray, window: ConvWindow, out: ShapeDType): NDArray | null {
  const { groups, stride, output } = window
  if (sizeOf(out.shape.slice(2)) > 3 * sizeOf(output) * sizeOf(stride) || !areFinite(w)) return null
  const [perKernel = 0, perChannel = 0, ...rest] = w.strides
  const [kernels, channels] = [dim(w.shape, 0) / groups, dim(w.shape, 1)]
  const weights = {
    data: w.data,
    shape: [groups, channels, kernels, ...w.shape.slice(2)],
    strides: [kernels * perKernel, perChannel, perKernel, ...rest],
    offset: w.offset,
  }
  const phases = (axis: 0 | 1, range: Pair): Phases => transposedPhasesOf(window, axis, range)
  return gather({ x: g, weights, out, unit: stride[0], phases })
}

const total: Monoid = { start: 0, combine: (m, a, b) => m.add(a, b) }

function areFinite(w: NDArray): boolean {
  const axes = w.shape.map((_, axis) => axis)
  return reduceKernel(total, w, axes).every(Number.isFinite)
}
