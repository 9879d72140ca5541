import { type DefinedOp, defineOp } from '@adjoint/autograd'
import { DTypeError, type Shape, ShapeError, type Tensor } from '@adjoint/tensor'

/** What is drawn with a key: which of its streams, and how many numbers. */
interface NoiseAttrs {
  readonly stream: number
  readonly shape: Shape
}

/**
 * Uniform numbers of [0, 1), multiples of 2⁻²⁴, that depend on nothing but a key and a stream: a function as others are, so
 * that a step which draws can be recorded, compiled and repeated to the bit. float32; it has no derivative.
 *
 *   y = philox4x32-10(counter = (index, stream), key) · 2⁻²⁴
 *
 * @see Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3
 */
export const noise: DefinedOp<1, NoiseAttrs> = /* @__PURE__ */ defineOp<1, NoiseAttrs>({
  name: 'noise',
  arity: 1,
  dtype: () => 'float32',
  shape: ([key], { shape }) => {
    checkKey(key)
    return shape
  },
  kernel: ([key], out, { stream }) => {
    const [low = 0, high = 0] = key.data
    const words = new Uint32Array(4)
    for (let i = 0; i < out.data.length; i++) {
      if ((i & 3) === 0) {
        words.set([i >>> 2, 0, stream, 0])
        philox(words, low, high)
      }
      out.data[i] = ((words[i & 3] ?? 0) >>> 8) / 2 ** 24
    }
  },
  rule: { vjp: () => [null], jvp: () => null },
})

function checkKey(key: Tensor): void {
  if (key.dtype !== 'int32') throw new DTypeError(`noise: the key is ${key.dtype}; give int32[2].`)
  if (key.rank !== 1 || key.size !== 2) throw new ShapeError(`noise: the key is ${key.describe()}; give int32[2].`)
}

/** Ten rounds of Philox 4x32, in place: four random words from a counter of four and a key of two. */
export function philox(counter: Uint32Array, low: number, high: number): void {
  let a = counter[0] ?? 0
  let b = counter[1] ?? 0
  let c = counter[2] ?? 0
  let d = counter[3] ?? 0
  for (let round = 0; round < 10; round++) {
    const left = highHalf(0xd2511f53, a)
    const right = highHalf(0xcd9e8d57, c)
    const product = Math.imul(0xd2511f53, a)
    a = right ^ b ^ low
    b = Math.imul(0xcd9e8d57, c)
    c = left ^ d ^ high
    d = product
    low = (low + 0x9e3779b9) | 0
    high = (high + 0xbb67ae85) | 0
  }
  counter[0] = a
  counter[1] = b
  counter[2] = c
  counter[3] = d
}

/** The high 32 bits of a product of two unsigned words, by products of their halves, each of which has 32 bits. */
function highHalf(x: number, y: number): number {
  const [xl, xh, yl, yh] = [x & 0xffff, x >>> 16, y & 0xffff, y >>> 16]
  const middle = Math.imul(xh, yl) + (Math.imul(xl, yl) >>> 16)
  const carry = Math.imul(xl, yh) + (middle & 0xffff)
  return (Math.imul(xh, yh) + (middle >>> 16) + (carry >>> 16)) | 0
}
