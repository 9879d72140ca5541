import { type FloatType, type FunctionSource, f32x4, f64, f64x2, i32, i32x4, type Local, lowerHalves, type Value, v128 } from '@adjoint/wasm' // biome-ignore format: one line
import { larger } from '../../scalar/algebra.ts'
import { upperFirst, vectorAlgebra } from '../../scalar/vector.ts'
import { lanesOf } from './lanes.ts'

/** What a kernel is made for. */
export interface PoolVariant {
  readonly dtype: FloatType
  /**
   * What is made of each window: its mean, or its largest number; the mean of those numbers of another image that lie where the
   * largest do; or a cotangent is shared among the places of the largest, in sums that are laid out as the image is
   */
  readonly kind: 'mean' | 'largest' | 'pick' | 'share'
}

const vectorBytes = 16

/**
 * Windows of images, a vector of windows at a time. A table says where the images have the numbers of a window, see
 * correlationSource. NaN is larger than any number, and equals itself. Means add up in float64, whatever the dtype is.
 *
 * Parameters: the addresses of what there is one of for each window (means, largest numbers, or cotangents), of the images, of
 * the other images or the sums, and of the table; the numbers of planes, of rows of windows, of windows in a row, and of
 * numbers in a window; in bytes the steps from plane to plane and row to row of the images.
 *
 * Everything is written upwards: what is written beyond a row is written again with the next one. Sums are never touched
 * beyond a row; a number of several windows gets their shares in the order of the windows.
 */
export function poolSource({ dtype, kind }: PoolVariant): FunctionSource {
  const { bytes, lanes } = lanesOf[dtype]
  const float = dtype === 'float32' ? f32x4 : f64x2
  return {
    name: 'pool',
    parameters: Array.from({ length: 10 }, () => 'i32' as const),
    build(f) {
      const parameter = (index: number): Local<'i32'> => f.parameter(index, 'i32')
      const [windows, images, others, table] = [parameter(0), parameter(1), parameter(2), parameter(3)]
      const [planes, rows, columns, depth] = [parameter(4), parameter(5), parameter(6), parameter(7)]
      const [planeStep, rowStep] = [parameter(8), parameter(9)]
      const algebra = vectorAlgebra(f, dtype, false)
      const constant = (value: number): Value<'v128'> => algebra.vectorOf(algebra.constant(value))
      const [lowest, one, nothing] = [constant(Number.NEGATIVE_INFINITY), constant(1), constant(-0)]
      const places = f.first(f64x2.splat(f64.fromI32(depth)))
      const tableEnd = f.first(i32.add(table, i32.mul(depth, i32.const(4))))
      const [at, place, left, row] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
      const [start, plane] = [f.local('i32'), f.local('i32')]
      const beside = f.first(i32.sub(others, images)) // from a number of the images to what belongs to it
      const [best, count, total, number] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')]
      const upwards = (body: (from: Value<'i32'>) => void): void => {
        f.run(place.set(table))
        f.while(i32.ltUnsigned(place, tableEnd), () => {
          const from = f.let(i32.add(at, i32.load({ at: place })))
          f.run(number.set(v128.load({ at: from })))
          body(from)
          f.run(place.set(i32.add(place, i32.const(4))))
        })
      }
      const chosen = (): Value<'v128'> => v128.or(float.eq(number, best), float.ne(number, number))

      const choose = (): void => {
        f.run(count.set(lanesOf[dtype].zero), total.set(nothing))
        upwards((from) => {
          const mask = f.let(chosen())
          f.run(count.set(float.add(count, v128.and(mask, one))))
          if (kind !== 'pick') return
          const other = v128.load({ at: i32.add(from, beside) })
          f.run(total.set(float.add(total, v128.select(other, nothing, mask))))
        })
      }
      const share = (): void => {
        const inRow = i32x4.gt(i32x4.splat(left), numbersOfLanes(dtype))
        const shares = f.let(v128.and(float.div(v128.load({ at: windows }), count), inRow))
        f.run(place.set(tableEnd))
        f.while(i32.ltUnsigned(table, place), () => {
          f.run(place.set(i32.sub(place, i32.const(4))))
          const from = f.let(i32.add(at, i32.load({ at: place })))
          const sum = f.let(i32.add(from, beside))
          f.run(number.set(v128.load({ at: from })))
          f.run(v128.store({ at: sum }, float.add(v128.load({ at: sum }), v128.and(shares, chosen()))))
        })
      }
      const mean = (): void => {
        const halves = dtype === 'float32' ? [f.let(f64x2.splat(f64.const(0))), f.let(f64x2.splat(f64.const(0)))] : []
        f.run(total.set(lanesOf[dtype].zero))
        upwards(() => {
          const [lower, upper] = halves
          if (lower === undefined || upper === undefined) {
            f.run(total.set(float.add(total, number)))
            return
          }
          f.run(lower.set(f64x2.add(lower, f64x2.promote(number))))
          f.run(upper.set(f64x2.add(upper, f64x2.promote(v128.shuffle(upperFirst, number, number)))))
        })
        const [lower = total, upper] = halves.map((sum) => f.let(f64x2.div(sum, places)))
        const quotient =
          upper === undefined
            ? float.div(total, places)
            : v128.shuffle(lowerHalves, f32x4.demote(lower), f32x4.demote(upper))
        f.run(v128.store({ at: windows }, quotient))
      }
      const window = (): void => {
        if (kind === 'mean') {
          mean()
          return
        }
        f.run(best.set(lowest))
        upwards(() => {
          const more = algebra.vectorOf(larger(algebra, algebra.numbers(best), algebra.numbers(number)))
          // what two equal numbers have in common is themselves, and 0 of 0 and -0
          f.run(best.set(v128.select(v128.and(best, number), more, float.eq(best, number))))
        })
        if (kind !== 'largest') choose()
        if (kind === 'largest') f.run(v128.store({ at: windows }, best))
        if (kind === 'pick') f.run(v128.store({ at: windows }, float.div(total, count)))
        if (kind === 'share') share()
      }

      f.run(plane.set(images))
      f.count(f.local('i32'), planes, 1, () => {
        f.run(start.set(plane), row.set(rows))
        f.while(row, () => {
          f.run(at.set(start), left.set(columns))
          f.while(i32.gt(left, i32.const(0)), () => {
            window()
            f.run(windows.set(i32.add(windows, i32.const(vectorBytes))), at.set(i32.add(at, i32.const(vectorBytes))))
            f.run(left.set(i32.sub(left, i32.const(lanes))))
          })
          f.run(windows.set(i32.add(windows, i32.mul(left, i32.const(bytes))))) // left is how far it went too far, below 0
          f.run(start.set(i32.add(start, rowStep)), row.set(i32.sub(row, i32.const(1))))
        })
        f.run(plane.set(i32.add(plane, planeStep)))
      })
    },
  }
}

/** The number of each lane, as masks are made of it. */
function numbersOfLanes(dtype: FloatType): Value<'v128'> {
  const numbers = dtype === 'float32' ? [0, 1, 2, 3] : [0, 0, 1, 1]
  return v128.const(numbers.flatMap((lane) => [lane, 0, 0, 0]))
}
