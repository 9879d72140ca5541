import { full, tensor } from '../create.ts'
import { checkInteger, checkOptions, DomainError, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { dim } from '../shape.ts'
import type { SliceItem } from '../shape-types/index.ts'
import type { PadFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { take } from './indexing.ts'
import { where } from './selection.ts'
import { unslice } from './slice.ts'

type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap'

interface Options {
  readonly mode?: PadMode
  readonly value?: number
}

type Width = readonly [before: number, after: number]

/**
 * x with more elements before and after it, along each axis: one number ('constant'), the outermost element ('edge'), x in a
 * mirror that stands on the outermost element ('reflect') or behind it ('symmetric'), or x itself again ('wrap').
 *
 *   1 2 3 by 2:  0 0 1 2 3 0 0  1 1 1 2 3 3 3  3 2 1 2 3 2 1  2 1 1 2 3 3 2  2 3 1 2 3 1 2
 *
 * @param x any shape
 * @param widths [before, after] for each axis; one such pair, or one number, is for all axes
 * @param options.mode 'constant' by default
 * @param options.value the number for 'constant', in x's dtype; 0 by default
 * @returns the shape with each dimension longer, the dtype of x
 * @throws ShapeError when there is not one pair for each axis, or when another mode than 'constant' has no element to take;
 *   DomainError when a width is no integer of 0 or more
 * @example pad(tensor([1, 2]), [1, 2], { value: 7 }) // Tensor f32[5] [7, 1, 2, 7, 7]
 */
export const pad: PadFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, given: number | Width | readonly Width[], options: Options = {}) => {
    checkOptions('pad', options, ['value', 'mode'])
    const { mode = 'constant', value } = options
    const widths = widthsOf(x, given)
    if (mode === 'constant') return framed(x, widths, value ?? 0)
    const places = sources[mode]
    if (places === undefined) {
      const known = ['constant', ...Object.keys(sources)].join(', ')
      throw new DomainError(`pad: ${JSON.stringify(mode)} is no mode; give one of ${known}.`)
    }
    if (value !== undefined) {
      throw new DomainError(`pad: value is for the mode 'constant'; '${mode}' takes elements of x. Leave value out.`)
    }
    checkSources(x, widths)
    return widths.reduce((y, width, axis) => extended(y, axis, width, places), x)
  },
)

function widthsOf(x: Tensor, given: number | Width | readonly Width[]): readonly Width[] {
  const widths = typeof given === 'number' ? x.shape.map((): Width => [given, given]) : pairsOf(x, given)
  for (const width of widths.flat()) checkInteger('pad', 'width', width, 0)
  return widths
}

function pairsOf(x: Tensor, given: Width | readonly Width[]): readonly Width[] {
  if (isPair(given)) return x.shape.map(() => given)
  if (given.length === x.rank && given.every(({ length }) => length === 2)) return given
  throw new ShapeError(
    `pad: ${JSON.stringify(given)} is not one pair [before, after] for each of the ${x.rank} axes of ${x.describe()}.`,
  )
}

function isPair(given: Width | readonly Width[]): given is Width {
  return given.length === 2 && typeof given[0] === 'number'
}

/** x in a larger tensor of one number. */
function framed(x: Tensor, widths: readonly Width[], value: number): Tensor {
  if (widths.every(([before, after]) => before + after === 0)) return x
  const shape = x.shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0))
  const inside = x.shape.map((size, axis): SliceItem => [widths[axis]?.[0] ?? 0, (widths[axis]?.[0] ?? 0) + size])
  const inZeros = unslice(x, shape, ...inside)
  if (Object.is(value, 0)) return inZeros
  const isInside = unslice(full(x.shape, 1, { dtype: 'bool' }), shape, ...inside)
  return where(isInside, inZeros, full([], value, { dtype: x.dtype }))
}

/** Which element of an axis of size n stands at place i, where i may lie outside. */
type Source = (i: number, n: number) => number

const sources: Readonly<Record<Exclude<PadMode, 'constant'>, Source>> = {
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  reflect: (i, n) => (n === 1 ? 0 : n - 1 - Math.abs(n - 1 - modulo(i, 2 * (n - 1)))),
  symmetric: (i, n) => Math.min(modulo(i, 2 * n), modulo(-1 - i, 2 * n)),
  wrap: (i, n) => modulo(i, n),
}

function modulo(i: number, n: number): number {
  return ((i % n) + n) % n
}

function checkSources(x: Tensor, widths: readonly Width[]): void {
  const axis = widths.findIndex(([before, after], i) => before + after > 0 && x.shape[i] === 0)
  if (axis < 0) return
  throw new ShapeError(`pad: axis ${axis} of ${x.describe()} has no element to take; only 'constant' needs none.`)
}

/** x longer along one axis, by elements of its own. */
function extended(x: Tensor, axis: number, [before, after]: Width, source: Source): Tensor {
  if (before + after === 0) return x
  const size = dim(x.shape, axis)
  const places = Array.from({ length: before + size + after }, (_, i) => source(i - before, size))
  return take(x, tensor(places, { dtype: 'int32' }), { axis })
}
