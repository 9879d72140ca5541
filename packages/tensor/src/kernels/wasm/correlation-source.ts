import {
  type FloatType,
  type FunctionBuilder,
  type FunctionSource,
  i32,
  type Local,
  type Value,
  v128,
} from '@adjoint/wasm'
import { further } from './address.ts'
import { lanesOf } from './lanes.ts'

/** What a convolution's kernel is made for. */
export interface CorrelationVariant {
  readonly dtype: FloatType
  /** a tile of results: so many channels, so many rows of windows of each, and so many vectors of windows of each row */
  readonly channels: number
  readonly rows: number
  readonly vectors: number
  /** how many numbers of a window are taken in one round of the loop */
  readonly unrolled: number
  readonly fused: boolean
}

const vectorBytes = 16

/**
 * Sums of the numbers of windows, weighted by kernels. A product of matrices again, see tileSource; but the matrix of the
 * windows' numbers is nowhere: its row k, the k-th number of all windows side by side, is a piece of the image, and a table
 * says where it begins.
 *
 * Parameters: the addresses of the results, of the weights (tile by tile of channels; of each, number by number of a window,
 * those of the channels side by side), of the table, and of the images; the numbers of images, of rows of windows, of tiles of
 * channels, of panels of windows in a row, and of numbers in a window; then in bytes the steps from image to image, channel
 * to channel and row to row of the results, and from image to image and row to row of the images.
 *
 * Panels are taken from the last to the first and rows downwards, because the last panel may reach beyond its row: what is
 * written there lies in the next one, at windows that come later. Behind each channel there must be room for a panel.
 */
export function correlationSource(variant: CorrelationVariant): FunctionSource {
  const { dtype, channels, rows: down, vectors } = variant
  return {
    name: 'correlation',
    parameters: Array.from({ length: 14 }, () => 'i32' as const),
    build(f) {
      const parameter = (index: number): Local<'i32'> => f.parameter(index, 'i32')
      const [results, weights, table, input] = [parameter(0), parameter(1), parameter(2), parameter(3)]
      const [images, rows, tiles, panels, depth] = [
        parameter(4),
        parameter(5),
        parameter(6),
        parameter(7),
        parameter(8),
      ]
      const [yImage, yChannel, yRow] = [parameter(9), parameter(10), parameter(11)]
      const [xImage, xRow] = [parameter(12), parameter(13)]
      const panelBytes = i32.const(vectors * vectorBytes)
      const lastPanel = f.first(i32.mul(i32.sub(panels, i32.const(1)), panelBytes))
      const [y, x, to, from, a] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
      const [row, tile, panel] = [f.local('i32'), f.local('i32'), f.local('i32')]
      f.count(f.local('i32'), images, 1, () => {
        f.run(y.set(results), x.set(input), row.set(i32.const(0)))
        f.count(row, rows, down, () => {
          f.run(a.set(weights), to.set(i32.add(y, lastPanel)), tile.set(i32.const(0)))
          f.count(tile, tiles, 1, () => {
            f.run(from.set(i32.add(x, lastPanel)), panel.set(panels))
            f.while(panel, () => {
              sums(f, variant, { to, a, table, from, depth, yChannel, yRow, xRow })
              f.run(to.set(i32.sub(to, panelBytes)), from.set(i32.sub(from, panelBytes)))
              f.run(panel.set(i32.sub(panel, i32.const(1))))
            })
            f.run(a.set(i32.add(a, i32.mul(depth, i32.const(channels * lanesOf[dtype].bytes)))))
            f.run(to.set(i32.add(further(to, yChannel, channels), i32.mul(panels, panelBytes))))
          })
          f.run(y.set(further(y, yRow, down)), x.set(further(x, xRow, down)))
        })
        f.run(results.set(i32.add(results, yImage)), input.set(i32.add(input, xImage)))
      })
    },
  }
}

interface Operands {
  readonly to: Value<'i32'>
  readonly a: Value<'i32'>
  readonly table: Value<'i32'>
  readonly from: Value<'i32'>
  readonly depth: Value<'i32'>
  readonly yChannel: Value<'i32'>
  readonly yRow: Value<'i32'>
  readonly xRow: Value<'i32'>
}

/** One tile. */
function sums(f: FunctionBuilder, variant: CorrelationVariant, at: Operands): void {
  const { dtype, channels, rows, vectors, unrolled, fused } = variant
  const { add, mul, multiplyAdd, zero, splatAt, bytes } = lanesOf[dtype]
  const across = Array.from({ length: rows * vectors }, (_, i) => ({
    row: Math.floor(i / vectors),
    vector: i % vectors,
  }))
  const totals = Array.from({ length: channels }, () => across.map(() => f.let(zero)))
  const starts = Array.from({ length: rows }, (_, r) => f.let(further(at.from, at.xRow, r)))
  const [weight, place, k, shift] = [f.let(at.a), f.let(at.table), f.let(i32.const(0)), f.local('i32')]
  const numbers = across.map(() => f.local('v128'))
  const factor = f.local('v128')
  const steps = (count: number): void => {
    for (let step = 0; step < count; step++) {
      f.run(shift.set(i32.load({ at: place, offset: 4 * step })))
      for (const [i, number] of numbers.entries()) {
        const { row, vector } = across[i] ?? { row: 0, vector: 0 }
        f.run(number.set(v128.load({ at: i32.add(starts[row] ?? at.from, shift), offset: vector * vectorBytes })))
      }
      for (const [c, row] of totals.entries()) {
        f.run(factor.set(splatAt({ at: weight, offset: (step * channels + c) * bytes })))
        for (const [i, total] of row.entries()) {
          const number = numbers[i] ?? factor
          f.run(total.set(fused ? multiplyAdd(factor, number, total) : add(mul(factor, number), total)))
        }
      }
    }
    f.run(weight.set(i32.add(weight, i32.const(count * channels * bytes))))
    f.run(place.set(i32.add(place, i32.const(count * 4))))
  }
  if (unrolled > 1) f.count(k, i32.sub(at.depth, i32.const(unrolled - 1)), unrolled, () => steps(unrolled))
  f.count(k, at.depth, 1, () => steps(1))
  for (const [c, row] of totals.entries()) {
    const channel = further(at.to, at.yChannel, c)
    for (const [i, total] of row.entries()) {
      const { row: r, vector } = across[i] ?? { row: 0, vector: 0 }
      f.run(v128.store({ at: further(channel, at.yRow, r), offset: vector * vectorBytes }, total))
    }
  }
}
