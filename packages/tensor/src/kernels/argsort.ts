import { blank, type Layout, type NDArray } from '../array.ts'
import { dim } from '../shape.ts'

/**
 * The order of the elements along an axis, as indices: stable, NaN above every number, 0 and -0 equal.
 *
 * A radix sort: the bits of a float64, a little turned, are in the order of the numbers, and are sorted byte by byte from the
 * lowest one, which takes a time proportional to the size. A float32 or an integer is a float64, most of whose bytes are 0,
 * and those cost nothing.
 */
export function argsortKernel(x: NDArray, axis: number, descending: boolean): NDArray {
  const result = blank({ shape: x.shape, dtype: 'int32' })
  if (x.size === 0) return result
  const [from, to] = [lanes(x, axis), lanes(result, axis)]
  const [stride, toStride] = [x.strides[axis] ?? 0, result.strides[axis] ?? 0]
  const lane = laneOf(dim(x.shape, axis))
  for (let i = 0; i < from.length; i++) {
    load(lane, x, from[i] ?? 0, stride, descending)
    const order = lane.order.length <= shortLane ? sortByInsertion(lane) : sortByBytes(lane)
    for (let k = 0, at = to[i] ?? 0; k < order.length; k++, at += toStride) result.data[at] = order[k] ?? 0
  }
  return result
}

/** Where the lanes along an axis begin. */
function lanes({ shape, strides, offset }: Layout, axis: number): Int32Array {
  let starts = Int32Array.of(offset)
  for (const [other, size] of shape.entries()) {
    if (other === axis) continue
    const stride = strides[other] ?? 0
    const next = new Int32Array(starts.length * size)
    for (let i = 0; i < starts.length; i++) {
      for (let j = 0; j < size; j++) next[i * size + j] = (starts[i] ?? 0) + j * stride
    }
    starts = next
  }
  return starts
}

/** So few numbers are sorted by insertion: looking through all bytes takes longer. */
const shortLane = 64

/** The numbers along an axis, their order, and room to work in. */
interface Lane {
  readonly keys: Float64Array
  /** the same memory: the low and the high word of each key */
  readonly words: Int32Array
  readonly order: Int32Array
  readonly word: Int32Array
  readonly otherOrder: Int32Array
  readonly otherWord: Int32Array
  readonly counts: Int32Array
}

function laneOf(size: number): Lane {
  const keys = new Float64Array(size)
  return {
    keys,
    words: new Int32Array(keys.buffer),
    order: new Int32Array(size),
    word: new Int32Array(size),
    otherOrder: new Int32Array(size),
    otherWord: new Int32Array(size),
    counts: new Int32Array(256),
  }
}

const signBit = -(2 ** 31)

/** Reads the numbers as words that, taken as integers without a sign, are in the order of the numbers, or in the opposite one. */
function load({ keys, words, order }: Lane, { data }: NDArray, start: number, stride: number, opposite: boolean): void {
  const turn = opposite ? -1 : 0
  for (let i = 0, at = start; i < keys.length; i++, at += stride) {
    order[i] = i
    const value = (data[at] ?? Number.NaN) + 0 // -0 becomes 0
    keys[i] = value
    let low = words[2 * i] ?? 0
    let high = words[2 * i + 1] ?? 0
    if (Number.isNaN(value)) {
      low = 0
      high = -1
    } else if (high < 0) {
      high = low === 0 ? -high : ~high // -n of both words together: the larger its size, the smaller is a negative number
      low = -low // and bytes of 0 stay 0
    } else {
      high ^= signBit
    }
    words[2 * i] = low ^ turn
    words[2 * i + 1] = high ^ turn
  }
}

function sortByInsertion({ words, order }: Lane): Int32Array {
  for (let i = 1; i < order.length; i++) {
    const low = (words[2 * i] ?? 0) >>> 0
    const high = (words[2 * i + 1] ?? 0) >>> 0
    let at = i
    for (; at > 0; at--) {
      const before = order[at - 1] ?? 0
      const above = (words[2 * before + 1] ?? 0) >>> 0
      if (above < high || (above === high && (words[2 * before] ?? 0) >>> 0 <= low)) break
      order[at] = before
    }
    order[at] = i
  }
  return order
}

function sortByBytes(lane: Lane): Int32Array {
  const { words, counts } = lane
  let { order, word, otherOrder, otherWord } = lane
  for (const half of [0, 1]) {
    for (let i = 0; i < order.length; i++) word[i] = words[2 * (order[i] ?? 0) + half] ?? 0
    for (let shift = 0; shift < 32; shift += 8) {
      if (!spread(word, order, otherWord, otherOrder, shift, counts)) continue
      ;[word, otherWord] = [otherWord, word]
      ;[order, otherOrder] = [otherOrder, order]
    }
  }
  return order
}

/** Moves words and order to where one byte of the word says, keeping equal ones in order; false where all bytes are the same. */
function spread(
  word: Int32Array,
  order: Int32Array,
  toWord: Int32Array,
  toOrder: Int32Array,
  shift: number,
  counts: Int32Array,
): boolean {
  counts.fill(0)
  for (let i = 0; i < word.length; i++) {
    const byte = ((word[i] ?? 0) >>> shift) & 255
    counts[byte] = (counts[byte] ?? 0) + 1
  }
  if (counts[((word[0] ?? 0) >>> shift) & 255] === word.length) return false
  let next = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] ?? 0
    counts[byte] = next
    next += count
  }
  for (let i = 0; i < word.length; i++) {
    const value = word[i] ?? 0
    const byte = (value >>> shift) & 255
    const at = counts[byte] ?? 0
    counts[byte] = at + 1
    toWord[at] = value
    toOrder[at] = order[i] ?? 0
  }
  return true
}
