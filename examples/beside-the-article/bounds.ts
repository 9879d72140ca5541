// How far two correct computations may be apart. Each operation rounds its result once, and hands on what its operands were
// wrong by: the bounds below add that up along the network, to first order in eps. They judge by the sizes of the terms, never
// by the result: a sum that cancels to nearly nothing is as inexact as its terms.
import { type ForwardCache, type Gradients, type Matrix, matmul, type NetworkParameters, transpose } from '@adjoint/nn/by-hand' // biome-ignore format: one line
import type { ArticleLayer } from '../article/architecture.ts'
import { at, elements, scaled } from './matrix.ts'

/** Bounds of the same shapes as what they belong to. */
export interface Bounds {
  readonly cost: number
  readonly dYHat: Matrix
  readonly layers: readonly LayerBounds[]
}

interface LayerBounds {
  readonly Z: Matrix
  readonly A: Matrix
  readonly dZ: Matrix
  readonly dW: Matrix
  readonly db: readonly number[]
  readonly dAPrev: Matrix
}

interface Run {
  readonly architecture: readonly ArticleLayer[]
  readonly parameters: NetworkParameters
  readonly Y: Matrix
  readonly cache: ForwardCache
  readonly gradients: Gradients
}

/** What a function such as exp or log, and the few operations around it, add: a few units in the last place. */
const few = 8 * Number.EPSILON

/** What a sum of n products adds, in units of the sum of their sizes: a rounding for each of them and for each addition. */
const ofSum = (n: number): number => (n + 2) * Number.EPSILON

/** The bounds on the difference of two computations: both are wrong by as much as one may be. */
export function boundsOf(run: Run): Bounds {
  const forward = forwardErrors(run)
  const backward = backwardErrors(run, forward)
  const { cost, dYHat } = lossErrors(run, forward)
  return {
    cost: 2 * cost,
    dYHat: twice(dYHat),
    layers: forward.map(({ Z, A }, l) => {
      const { dZ, dW, db, dAPrev } = backward[l] ?? none
      return {
        Z: twice(Z),
        A: twice(A),
        dZ: twice(dZ),
        dW: twice(dW),
        db: db.map((e) => 2 * e),
        dAPrev: twice(dAPrev),
      }
    }),
  }
}

const none = { Z: [], A: [], dZ: [], dW: [], db: [], dAPrev: [] }

function forwardErrors({ architecture, parameters, cache }: Run): Pick<LayerBounds, 'Z' | 'A'>[] {
  let before: Matrix = (cache[0]?.APrev ?? []).map((row) => row.map(() => 0)) // both have the same points
  return cache.map(({ APrev, A }, l) => {
    const { W, b } = parameters[l] ?? { W: [], b: [] }
    const inherited = matmul(absolute(W), before)
    const own = matmul(absolute(W), absolute(APrev))
    const Z = elements(own, (size, i, j) => ofSum(APrev.length) * (size + Math.abs(b[i] ?? 0)) + at(inherited, i, j))
    before =
      architecture[l]?.activation === 'sigmoid' ? elements(A, (a, i, j) => a * (1 - a) * at(Z, i, j) + few * a) : Z
    return { Z, A: before }
  })
}

function lossErrors({ Y, cache }: Run, forward: readonly Pick<LayerBounds, 'A'>[]): { cost: number; dYHat: Matrix } {
  const YHat = cache.at(-1)?.A ?? []
  const errors = forward.at(-1)?.A ?? []
  const m = YHat[0]?.length ?? 0
  const terms = elements(YHat, (p, i, j) => {
    const right = at(Y, i, j) === 1 ? p : 1 - p // the probability of what is the case
    return (few + ofSum(m)) * Math.abs(Math.log(right)) + at(errors, i, j) / right + few
  })
  const dYHat = elements(YHat, (p, i, j) => {
    const right = at(Y, i, j) === 1 ? p : 1 - p
    return few / right + at(errors, i, j) / right ** 2
  })
  return { cost: terms.flat().reduce((sum, e) => sum + e, 0) / m, dYHat }
}

function backwardErrors(run: Run, forward: readonly Pick<LayerBounds, 'Z' | 'A'>[]): Omit<LayerBounds, 'Z' | 'A'>[] {
  const { architecture, parameters, cache, gradients } = run
  let dA = gradients.dYHat
  let errors = lossErrors(run, forward).dYHat
  const layers: Omit<LayerBounds, 'Z' | 'A'>[] = []
  for (let l = cache.length - 1; l >= 0; l--) {
    const { APrev, Z, A } = cache[l] ?? { APrev: [], Z: [], A: [] }
    const { W } = parameters[l] ?? { W: [] }
    const { dZ: value, dAPrev: next } = gradients.layers[l] ?? { dZ: [], dAPrev: [] }
    const slopes = slopesOf(architecture[l]?.activation ?? 'relu', Z, A, forward[l] ?? none)
    const dZ = elements(value, (dz, i, j) => {
      const { slope, error } = slopes(i, j)
      return at(errors, i, j) * slope + Math.abs(at(dA, i, j)) * error + few * Math.abs(dz)
    })
    const m = APrev[0]?.length ?? 0
    const before = forward[l - 1]?.A ?? APrev.map((row) => row.map(() => 0))
    const dW = sum(
      matmul(dZ, transpose(absolute(APrev))),
      matmul(absolute(value), transpose(before)),
      scaled(matmul(absolute(value), transpose(absolute(APrev))), ofSum(m)),
    )
    const db = dZ.map((row, i) => row.reduce((all, e, j) => all + e + ofSum(m) * Math.abs(at(value, i, j)), 0) / m)
    const dAPrev = sum(
      matmul(transpose(absolute(W)), dZ),
      scaled(matmul(transpose(absolute(W)), absolute(value)), ofSum(W.length)),
    )
    layers.unshift({ dZ, dW: scaled(dW, 1 / m), db, dAPrev })
    dA = next
    errors = dAPrev
  }
  return layers
}

/** g'(z), and what it is wrong by. Where rounding decides the side of a relu's kink, that is all of it. */
function slopesOf(
  activation: ArticleLayer['activation'],
  Z: Matrix,
  A: Matrix,
  errors: Pick<LayerBounds, 'Z' | 'A'>,
): (i: number, j: number) => { readonly slope: number; readonly error: number } {
  if (activation === 'relu') {
    return (i, j) => {
      const [z, e] = [at(Z, i, j), at(errors.Z, i, j)]
      return { slope: z > 0 ? 1 : 0, error: e > 0 && Math.abs(z) <= 2 * e ? 1 : 0 }
    }
  }
  return (i, j) => {
    const a = at(A, i, j)
    return { slope: a * (1 - a), error: Math.abs(1 - 2 * a) * at(errors.A, i, j) + Number.EPSILON * a }
  }
}

function absolute(a: Matrix): Matrix {
  return elements(a, Math.abs)
}

function twice(a: Matrix): Matrix {
  return scaled(a, 2)
}

function sum(first: Matrix, ...others: readonly Matrix[]): Matrix {
  return elements(first, (value, i, j) => others.reduce((all, a) => all + at(a, i, j), value))
}
