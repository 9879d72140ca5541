import {
  type FloatType,
  type FunctionBuilder,
  type FunctionSource,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  type Local,
  type Value,
  v128,
} from '@adjoint/wasm'
import { further } from './address.ts'
import { lanesOf } from './lanes.ts'

/** What a kernel is made for. */
export interface KernelGradientVariant {
  readonly dtype: FloatType
  /** a tile of weights: of so many kernels, so many numbers of a window */
  readonly kernels: number
  readonly places: number
  /** how many vectors a row of windows has, the last of which may not be full; 0 where it has too many to write each out */
  readonly vectors: number
  readonly fused: boolean
}

const vectorBytes = 16

/**
 * How much each weight has to do with the cotangents of a convolution's results: the sum, over all windows, of the cotangent
 * times the window's number at the weight's place. All windows of a row are taken at once, a vector at a time; the table
 * says where the image has their numbers, see correlationSource. Each sum is added to what the result holds so far.
 *
 * Parameters: the addresses of the result [kernels, depth], of the cotangents [images, kernels, rows, columns], of the table,
 * and of the images; the numbers of images, of rows of windows and of windows in each, of tiles of kernels, and of tiles of
 * places; then in bytes the steps from kernel to kernel of the result, from image to image and kernel to kernel of the
 * cotangents, from image to image and row to row of the images.
 */
export function kernelGradientSource(variant: KernelGradientVariant): FunctionSource {
  const { dtype, kernels, places } = variant
  const { bytes, lanes } = lanesOf[dtype]
  return {
    name: 'kernelGradient',
    parameters: Array.from({ length: 14 }, () => 'i32' as const),
    build(f) {
      const parameter = (index: number): Local<'i32'> => f.parameter(index, 'i32')
      const [result, cotangents, table, images] = [parameter(0), parameter(1), parameter(2), parameter(3)]
      const [count, rows, columns, tiles, rounds] = [
        parameter(4),
        parameter(5),
        parameter(6),
        parameter(7),
        parameter(8),
      ]
      const [kernelStep, gImage, gKernel, xImage, xRow] = [
        parameter(9),
        parameter(10),
        parameter(11),
        parameter(12),
        parameter(13),
      ]
      const width = f.first(i32.mul(columns, i32.const(bytes)))
      const lastColumn = i32.sub(columns, i32.const(1))
      const allButLast = f.first(i32.and(i32.mul(lastColumn, i32.const(bytes)), i32.const(-vectorBytes)))
      const rest = f.first(maskOf(dtype, i32.and(lastColumn, i32.const(lanes - 1))))
      const sums = Array.from({ length: kernels * places }, () => f.local('v128'))
      const [to, place] = [f.local('i32'), f.local('i32')]
      f.count(f.local('i32'), tiles, 1, () => {
        f.run(to.set(result), place.set(table))
        const round = f.let(rounds)
        f.while(round, () => {
          f.run(...sums.map((sum) => sum.set(lanesOf[dtype].zero)))
          const xs = Array.from({ length: places }, (_, p) =>
            f.let(i32.add(images, i32.load({ at: place, offset: 4 * p }))),
          )
          const gs = Array.from({ length: kernels }, (_, k) => f.let(further(cotangents, gKernel, k)))
          const image = f.let(count)
          f.while(image, () => {
            const atX = xs.map((x) => f.let(x))
            const atG = gs.map((g) => f.let(g))
            const row = f.let(rows)
            f.while(row, () => {
              addRow(f, variant, { sums, xs: atX, gs: atG, allButLast, rest })
              f.run(...atX.map((x) => x.set(i32.add(x, xRow))), ...atG.map((g) => g.set(i32.add(g, width))))
              f.run(row.set(i32.sub(row, i32.const(1))))
            })
            f.run(...xs.map((x) => x.set(i32.add(x, xImage))), ...gs.map((g) => g.set(i32.add(g, gImage))))
            f.run(image.set(i32.sub(image, i32.const(1))))
          })
          for (const [i, sum] of sums.entries()) {
            const kernel = further(to, kernelStep, Math.floor(i / places))
            f.run(addLanes(dtype, kernel, (i % places) * bytes, sum))
          }
          f.run(to.set(i32.add(to, i32.const(places * bytes))), place.set(i32.add(place, i32.const(places * 4))))
          f.run(round.set(i32.sub(round, i32.const(1))))
        })
        f.run(result.set(further(result, kernelStep, kernels)), cotangents.set(further(cotangents, gKernel, kernels)))
      })
    },
  }
}

interface Row {
  readonly sums: readonly Local<'v128'>[]
  readonly xs: readonly Local<'i32'>[]
  readonly gs: readonly Local<'i32'>[]
  /** the bytes of a row's vectors but for the last one, and a mask of the lanes that this has */
  readonly allButLast: Value<'i32'>
  readonly rest: Value<'v128'>
}

/** Adds the products of a row. What lies behind it is masked on both sides: it may be infinite. */
function addRow(f: FunctionBuilder, { dtype, places, vectors, fused }: KernelGradientVariant, row: Row): void {
  const { add, mul, multiplyAdd } = lanesOf[dtype]
  const { sums, xs, gs, allButLast, rest } = row
  const numbers = xs.map(() => f.local('v128'))
  const factor = f.local('v128')
  const [first = i32.const(0)] = xs
  const products = (read: (from: Value<'i32'>) => Value<'v128'>): void => {
    for (const [p, number] of numbers.entries()) f.run(number.set(read(xs[p] ?? first)))
    for (const [k, g] of gs.entries()) {
      f.run(factor.set(read(g)))
      for (const [p, number] of numbers.entries()) {
        const sum = sums[k * places + p]
        if (sum === undefined) continue
        f.run(sum.set(fused ? multiplyAdd(factor, number, sum) : add(mul(factor, number), sum)))
      }
    }
  }
  const whole = (offset: number) => (from: Value<'i32'>) => v128.load({ at: from, offset })
  const last = (offset: number) => (from: Value<'i32'>) => v128.and(v128.load({ at: from, offset }), rest)
  if (vectors > 0) {
    for (let v = 1; v < vectors; v++) products(whole((v - 1) * vectorBytes))
    products(last((vectors - 1) * vectorBytes))
    return
  }
  const at = f.let(i32.const(0))
  f.while(i32.lt(at, allButLast), () => {
    products((from) => whole(0)(i32.add(from, at)))
    f.run(at.set(i32.add(at, i32.const(vectorBytes))))
  })
  products((from) => last(0)(i32.add(from, at)))
}

/** A mask of the lanes up to the last one, counted from 0. */
function maskOf(dtype: FloatType, last: Value<'i32'>): Value<'v128'> {
  const behind = dtype === 'float32' ? [0, 1, 2, 3] : [0, 0, 1, 1]
  return v128.not(i32x4.gt(v128.const(behind.flatMap((lane) => [lane, 0, 0, 0])), i32x4.splat(last)))
}

function addLanes(dtype: FloatType, at: Value<'i32'>, offset: number, sum: Value<'v128'>) {
  if (dtype === 'float64') {
    const both = f64.add(f64x2.lane(0, sum), f64x2.lane(1, sum))
    return f64.store({ at, offset }, f64.add(f64.load({ at, offset }), both))
  }
  const [a, b, c, d] = [f32x4.lane(0, sum), f32x4.lane(1, sum), f32x4.lane(2, sum), f32x4.lane(3, sum)]
  const all = f32.add(f32.add(a, b), f32.add(c, d))
  return f32.store({ at, offset }, f32.add(f32.load({ at, offset }), all))
}
