// One element of each quantity, written out. They follow one sample through one unit of each layer, so that the number which
// one formula ends with is the number which the next one begins with.
import type { ForwardCache, Gradients, Matrix, NetworkParameters } from '@adjoint/nn/by-hand'
import type { ArticleLayer } from '../article/architecture.ts'
import type { Element, Kind } from './comparison.ts'
import type { Expression } from './expression.ts'
import { at } from './matrix.ts'

/** From 0. */
export interface Path {
  readonly sample: number
  /** the unit of each layer; that of layer 0 is a coordinate of the point */
  readonly units: readonly number[]
}

export interface Run {
  readonly X: Matrix
  readonly Y: Matrix
  readonly architecture: readonly ArticleLayer[]
  readonly parameters: NetworkParameters
  readonly cache: ForwardCache
  readonly gradients: Gradients
  readonly cost: number
}

/** The sample whose weakest layer is the strongest, by its largest units: what goes through it is not 0, if there is such a one. */
export function pathThrough(X: Matrix, cache: ForwardCache): Path {
  const layers = [X, ...cache.map(({ A }) => A)]
  const samples = (X[0] ?? []).map((_, sample) => {
    const sizes = layers.map((A) => A.map((row) => Math.abs(row[sample] ?? 0)))
    return { sample, units: sizes.map(indexOfLargest), weakest: Math.min(...sizes.map((one) => Math.max(...one))) }
  })
  const { sample = 0, units = [] } = samples[indexOfLargest(samples.map(({ weakest }) => weakest))] ?? {}
  return { sample, units }
}

/** The element of a quantity on the path; null for what is given. */
export function elementOf(kind: Kind, layer: number, path: Path, run: Run): Element | null {
  const { sample, units } = path
  const [unit, unitBefore] = [units[layer] ?? 0, units[layer - 1] ?? 0]
  const { Z, A, APrev } = run.cache[layer - 1] ?? { Z: [], A: [], APrev: [] }
  const { W, b } = run.parameters[layer - 1] ?? { W: [], b: [] }
  const { dZ, dW, db, dAPrev } = run.gradients.layers[layer - 1] ?? { dZ: [], dW: [], db: [], dAPrev: [] }
  const m = run.X[0]?.length ?? 0
  const rows = <T>(items: readonly T[], f: (index: number) => Expression): Expression[] => items.map((_, i) => f(i))
  const samples = (f: (index: number) => Expression): Expression[] => rows(run.X[0] ?? [], f)
  const element = (row: number, column: number, value: number, expression: Expression): Element => {
    return { row, column, value, expression }
  }
  switch (kind) {
    case 'Z': {
      const products = rows(APrev, (k) => ({ product: [at(W, unit, k), at(APrev, k, sample)] }))
      return element(unit, sample, at(Z, unit, sample), { sum: [...products, b[unit] ?? Number.NaN] })
    }
    case 'A': {
      const z = at(Z, unit, sample)
      const isSigmoid = run.architecture[layer - 1]?.activation === 'sigmoid'
      return element(unit, sample, at(A, unit, sample), isSigmoid ? { sigmoid: z } : { relu: z })
    }
    case 'J': {
      const YHat = run.cache.at(-1)?.A ?? []
      const logs = samples((i) => {
        const p = at(YHat, 0, i)
        return { log: at(run.Y, 0, i) === 1 ? p : { difference: [1, p] } }
      })
      return element(0, 0, run.cost, { minus: { quotient: [total(logs), m] } })
    }
    case 'dYHat': {
      const [y, p] = [at(run.Y, unit, sample), at(A, unit, sample)]
      const cases: Expression = { difference: [{ quotient: [y, p] }, { quotient: [{ difference: [1, y] }, { difference: [1, p] }] }] } // biome-ignore format: one line
      return element(unit, sample, at(run.gradients.dYHat, unit, sample), { minus: cases })
    }
    case 'dZ': {
      const dA = at(layer === run.cache.length ? run.gradients.dYHat : (run.gradients.layers[layer]?.dAPrev ?? []), unit, sample) // biome-ignore format: one line
      const [z, a] = [at(Z, unit, sample), at(A, unit, sample)]
      const isSigmoid = run.architecture[layer - 1]?.activation === 'sigmoid'
      const slope: Expression[] = isSigmoid ? [a, { difference: [1, a] }] : [{ positive: z }]
      return element(unit, sample, at(dZ, unit, sample), { product: [dA, ...slope] })
    }
    case 'dW': {
      const products = samples((i) => ({ product: [at(dZ, unit, i), at(APrev, unitBefore, i)] }))
      return element(unit, unitBefore, at(dW, unit, unitBefore), { quotient: [total(products), m] })
    }
    case 'db':
      return element(unit, 0, db[unit] ?? Number.NaN, { quotient: [total(samples((i) => at(dZ, unit, i))), m] })
    case 'dAPrev': {
      const products = rows(W, (k) => ({ product: [at(W, k, unitBefore), at(dZ, k, sample)] }))
      return element(unitBefore, sample, at(dAPrev, unitBefore, sample), total(products))
    }
    default:
      return null
  }
}

/** A sum; of one term, the term. */
function total(terms: readonly Expression[]): Expression {
  const [only, ...others] = terms
  return only !== undefined && others.length === 0 ? only : { sum: terms }
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}
