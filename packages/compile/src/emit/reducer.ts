import { type FloatDType, ops, type ReductionOp } from '@adjoint/tensor'
import { sizeOf, type VectorAlgebra, vectorAlgebra } from '@adjoint/tensor/backend'
import {
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  f64x2,
  type Local,
  lowerHalves,
  type Place,
  upperHalf,
  type Value,
  v128,
} from '@adjoint/wasm'
import type { GraphNode } from '../graph.ts'
import { isReduction } from '../plan/kinds.ts'
import { bytesOf } from '../plan/layout.ts'
import { reductionAttrs } from '../plan/reductions.ts'
import { firstBytes, lanesOf } from './context.ts'

type Vector = Value<'v128'>

/** What a reducer shares with its loop. */
interface Shared {
  readonly dtype: FloatDType
  readonly fused: boolean
  readonly algebra: VectorAlgebra
  /** how many vectors a round takes */
  readonly vectors: number
}

/**
 * Combines the vectors that a loop meets. Sums and products of float32 are kept in vectors of float64, two for each: a sum of
 * many must not lose what a float32 rounds away.
 */
export class Reducer {
  readonly node: GraphNode
  readonly operand: GraphNode
  readonly #f: FunctionBuilder
  readonly #dtype: FloatDType
  readonly #algebra: VectorAlgebra
  /** of what is accumulated: float64 for sums and products of float32 */
  readonly #wide: VectorAlgebra | null
  readonly #op: ReductionOp
  readonly #sums: readonly (readonly Local<'v128'>[])[]

  constructor(f: FunctionBuilder, node: GraphNode, { dtype, fused, algebra, vectors }: Shared) {
    const [operand] = node.inputs
    const { op } = node
    if (operand === undefined || !isReduction(op)) throw new RangeError(`${node.name} is no reduction`)
    this.node = node
    this.operand = operand
    this.#f = f
    this.#dtype = dtype
    this.#algebra = algebra
    const rounds = op.monoid === ops.sum.op.monoid || op.monoid === ops.prod.op.monoid
    this.#wide = rounds && dtype === 'float32' ? vectorAlgebra(f, 'float64', fused) : null
    this.#op = op
    const halves = this.#wide === null ? 1 : 2
    this.#sums = Array.from({ length: vectors }, () => Array.from({ length: halves }, () => f.local('v128')))
  }

  begin(): void {
    const start = this.#inner.vectorOf(this.#inner.constant(this.#op.monoid.start))
    for (const sum of this.#sums.flat()) this.#f.run(sum.set(start))
  }

  /** Takes the vectors of a step, each of which has its own result. */
  takeEach(vectors: readonly Vector[]): void {
    for (const [i, x] of vectors.entries()) this.#add(i, x)
  }

  /**
   * Takes the vectors of a step, all for one result. Each is added to accumulators of its own, so that they need not wait for
   * one another.
   *
   * @param valid how many of the lanes count; null for all
   */
  takeAll(vectors: readonly Vector[], valid: number | null): void {
    const lanes = lanesOf(this.#dtype)
    for (const [i, x] of vectors.entries()) {
      const count = valid === null ? lanes : valid - i * lanes
      this.#add(i, count >= lanes ? x : this.#firstOf(x, count))
    }
  }

  /** The first lanes of a vector; the others add nothing. */
  #firstOf(x: Vector, count: number): Vector {
    const start = this.#algebra.vectorOf(this.#algebra.constant(this.#op.monoid.start))
    return v128.select(x, start, firstBytes(count * bytesOf(this.#dtype)))
  }

  #add(set: number, x: Vector): void {
    const lanes = this.#f.let(x)
    const [low, high] = this.#sums[set] ?? []
    const add = (sum: Local<'v128'>, part: Vector): void => this.#f.run(sum.set(this.#join(sum, part)))
    if (low === undefined) return
    if (high === undefined) add(low, lanes)
    else {
      add(low, f64x2.promote(lanes))
      add(high, f64x2.promote(v128.shuffle(upperHalf, lanes, lanes)))
    }
  }

  /** Combines what is accumulated. */
  #join(a: Vector, b: Vector): Vector {
    const inner = this.#inner
    return inner.vectorOf(this.#op.monoid.combine(inner, inner.numbers(a), inner.numbers(b)))
  }

  /** Stores the combination of all lanes. */
  storeOne(place: Place): void {
    const all = this.#sums.flat().reduce((a: Vector, b) => this.#f.let(this.#join(a, b)))
    const pair = this.#f.let(all)
    let total: Vector = this.#f.let(this.#join(pair, v128.shuffle(upperHalf, pair, pair)))
    if (this.#dtype === 'float32' && this.#wide === null) {
      total = this.#f.let(this.#join(total, v128.shuffle(secondWord, total, total)))
    }
    const result = this.#end(total)
    if (this.#dtype === 'float64') this.#f.run(f64.store(place, f64x2.lane(0, result)))
    else if (this.#wide === null) this.#f.run(f32.store(place, f32x4.lane(0, result)))
    else this.#f.run(f32.store(place, f32.demote(f64x2.lane(0, result))))
  }

  /** Stores the combinations lane by lane, a step of vectors. */
  storeVectors(place: (vector: number) => Place): void {
    for (const [vector, [low, high]] of this.#sums.entries()) {
      if (low === undefined) continue
      const result =
        high === undefined
          ? this.#end(low)
          : v128.shuffle(lowerHalves, f32x4.demote(this.#end(low)), f32x4.demote(this.#end(high)))
      this.#f.run(v128.store(place(vector), result))
    }
  }

  get #inner(): VectorAlgebra {
    return this.#wide ?? this.#algebra
  }

  #end(total: Vector): Vector {
    const { end } = this.#op
    if (end === null) return total
    const inner = this.#inner
    const count = sizeOf(reductionAttrs(this.node).axes.map((axis) => this.operand.shape[axis] ?? 1))
    return inner.vectorOf(end(inner, inner.numbers(total), inner.constant(count)))
  }
}

const secondWord = [4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7]
