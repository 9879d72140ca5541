import { DomainError, ShapeError } from '../errors.ts'
import { dim } from '../shape.ts'
import type { Padding1d, Padding2d, Steps1d, Steps2d } from '../shape-types/index.ts'
import type { Tensor } from '../tensor.ts'

/** A number for the last but one axis, and one for the last. */
export type Pair = readonly [number, number]

/** Windows that slide over the last two axes: complete, so that a kernel needs no other shapes. */
export interface Window {
  /** what they slide over, without the padding */
  readonly input: Pair
  /** how many numbers a window reads along each axis */
  readonly size: Pair
  /** from a window to the next */
  readonly stride: Pair
  /** from a number of a window to its next */
  readonly dilation: Pair
  /** before and after each axis */
  readonly padding: readonly [Pair, Pair]
  /** how many windows there are */
  readonly output: Pair
}

/** How windows lie, as an op's options say it. */
export interface WindowOptions<Steps, Padding> {
  readonly stride?: Steps
  readonly padding?: Padding
  readonly dilation?: Steps
}

/** What windows slide over, as errors call it. */
type Described = Pick<Tensor, 'describe'>

type Placement = Pick<Window, 'size' | 'stride' | 'dilation' | 'padding'>

/** Reads the options of windows over images. */
export function planeWindows(owner: string, size: Steps2d, options: WindowOptions<Steps2d, Padding2d>): Placement {
  const { stride = 1, padding = 0, dilation = 1 } = options
  const steps = {
    size: pairOf(owner, 'size', size, 1),
    stride: pairOf(owner, 'stride', stride, 1),
    dilation: pairOf(owner, 'dilation', dilation, 1),
  }
  return { ...steps, padding: planePadding(owner, padding, steps) }
}

/** Reads the options of windows over rows of numbers, which are images of height 1 to a kernel. */
export function lineWindows(owner: string, size: Steps1d, options: WindowOptions<Steps1d, Padding1d>): Placement {
  const { stride = 1, padding = 0, dilation = 1 } = options
  return planeWindows(owner, [1, size], {
    stride: [1, stride],
    dilation: [1, dilation],
    padding: typeof padding === 'string' ? padding : [[0, 0], pairOf(owner, 'padding', padding, 0)],
  })
}

function planePadding(owner: string, padding: Padding2d, steps: Omit<Placement, 'padding'>): Window['padding'] {
  if (typeof padding === 'string') return namedPadding(owner, padding, steps)
  if (typeof padding === 'number' || padding.some((one) => typeof one === 'number')) {
    const [vertical, horizontal] = pairOf(owner, 'padding', padding as Steps2d, 0) // a list of lists holds no number
    return [[vertical, vertical], [horizontal, horizontal]] // biome-ignore format: one line
  }
  const [rows = [], columns = []] = padding as readonly (readonly number[])[]
  if (padding.length !== 2) throw noPair(owner, 'padding', padding, 0)
  return [pairOf(owner, 'padding', rows, 0), pairOf(owner, 'padding', columns, 0)]
}

/** 'valid' pads nothing; 'same' pads so much that windows of stride 1 are as many as there are numbers: an odd one after. */
function namedPadding(
  owner: string,
  name: string,
  { size, stride, dilation }: Omit<Placement, 'padding'>,
): Window['padding'] {
  if (name !== 'same' && name !== 'valid') {
    throw new DomainError(`${owner}: padding "${name}" is unknown; give 'same', 'valid' or numbers.`)
  }
  if (name === 'same' && (stride[0] !== 1 || stride[1] !== 1)) {
    throw new DomainError(`${owner}: padding 'same' needs a stride of 1, not [${stride.join(', ')}]; give numbers.`)
  }
  const along = (axis: 0 | 1): Pair => {
    const total = name === 'same' ? dilation[axis] * (size[axis] - 1) : 0
    return [Math.floor(total / 2), Math.ceil(total / 2)]
  }
  return [along(0), along(1)]
}

/** Two integers, or one for both. */
export function pairOf(owner: string, name: string, value: Steps2d | readonly number[], least: number): Pair {
  const given = typeof value === 'number' ? [value, value] : value
  const [first, second] = given
  if (first === undefined || second === undefined || given.length !== 2) throw noPair(owner, name, value, least)
  return [integerOf(owner, name, first, least), integerOf(owner, name, second, least)]
}

function integerOf(owner: string, name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw noPair(owner, name, value, least)
}

function noPair(owner: string, name: string, value: unknown, least: number): DomainError {
  const given = typeof value === 'number' ? value : JSON.stringify(value)
  return new DomainError(`${owner}: ${name} is ${given}; give an integer of ${least} or more, or one for each axis.`)
}

/**
 * The windows on the last two axes of x, and how many there are.
 *
 * @throws ShapeError when not even one fits
 */
export function windowsOn(owner: string, x: Described, input: Pair, placement: Placement): Window {
  return {
    input,
    ...placement,
    output: [windowsAlong(owner, x, input, placement, 0), windowsAlong(owner, x, input, placement, 1)],
  }
}

function windowsAlong(
  owner: string,
  x: Described,
  input: Pair,
  { size, stride, dilation, padding }: Placement,
  axis: 0 | 1,
): number {
  const room = input[axis] + padding[axis][0] + padding[axis][1]
  const span = spanOf(size[axis], dilation[axis])
  if (span <= room) return Math.floor((room - span) / stride[axis]) + 1
  const spread = dilation[axis] > 1 ? `, spread over ${span} by its dilation,` : ''
  const padded = room === input[axis] ? '' : ` with its padding`
  throw new ShapeError(
    `${owner}: a window of ${size[axis]}${spread} does not fit into axis ${axis - 2} of ${x.describe()}, ` +
      `which is ${room}${padded}. Give a smaller window, or pad more.`,
  )
}

/** From the first to the last number of a window, with both. */
export function spanOf(size: number, dilation: number): number {
  return dilation * (size - 1) + 1
}

/** The last two dimensions. */
export function planeOf(x: Tensor): Pair {
  return [dim(x.shape, x.rank - 2), dim(x.shape, x.rank - 1)]
}
