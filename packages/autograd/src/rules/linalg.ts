import {
  add,
  cofactors as cofactorsOf,
  expandDims,
  matmul,
  mul,
  mulAbsorbing,
  neg,
  solve as solution,
  solveTriangular as substitution,
  sum,
  swapAxes,
  type Tensor,
  tril,
  triu,
} from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { plus } from '../zeros.ts'

// Formulas from Giles (2008), An extended collection of matrix derivative results for forward and reverse mode AD, and
// for Cholesky from Murray (2016), Differentiation of the Cholesky decomposition.
export const linalg: Rules<'linalg'> = {
  inv: {
    vjp: (g, y) => [neg(matmul(matmul(transposed(y), g), transposed(y)))],
    jvp: ([dx], y) => dx && neg(matmul(matmul(y, dx), y)),
  },
  det: {
    vjp: (g, _y, [x]) => [mulAbsorbing(expandDims(expandDims(g, -1), -1), cofactorsOf(x))],
    jvp: ([dx], _y, [x]) => dx && sum(mulAbsorbing(cofactorsOf(x), dx), { axis: [-2, -1] }),
  },
  // A derivative of det along directions: linear in each of them, and of x one order further. It is symmetric: along v,
  // seen from g, it is the same as along g, seen from v.
  cofactors: {
    vjp: (g, _y, x) => x.map((_, k) => along(x, k, g)),
    jvp: (dx, _y, x) => dx.map((tangent, k) => tangent && along(x, k, tangent)).reduce(plus, null),
  },
  cholesky: {
    vjp(g, y) {
      const p = lowerHalf(matmul(transposed(y), g))
      return [mul(sandwiched(y, add(p, transposed(p)), true), 0.5)]
    },
    jvp: ([dx], y) => dx && matmul(y, lowerHalf(sandwiched(y, mul(add(dx, transposed(dx)), 0.5), false))),
  },
  solve: {
    vjp(g, y, [a]) {
      const ofB = solution(transposed(a), g)
      return [neg(matmul(ofB, transposed(y))), ofB]
    },
    jvp([da, db], y, [a]) {
      const v = plus(db, da && neg(matmul(da, y)))
      return v && solution(a, v)
    },
  },
  solveTriangular: {
    vjp(g, y, [a], { lower, transpose }) {
      const ofB = substitution(a, g, { lower, transpose: !transpose })
      const product = transpose ? matmul(y, transposed(ofB)) : matmul(ofB, transposed(y))
      return [neg(triangleOf(product, lower)), ofB]
    },
    jvp([da, db], y, [a], { lower, transpose }) {
      const t = da && triangleOf(da, lower)
      const v = plus(db, t && neg(matmul(transpose ? transposed(t) : t, y)))
      return v && substitution(a, v, { lower, transpose })
    },
  },
}

/** The matrices of the last two axes, transposed. */
function transposed(x: Tensor): Tensor {
  return swapAxes(x, -1, -2)
}

function triangleOf(x: Tensor, lower: boolean): Tensor {
  return lower ? tril(x) : triu(x)
}

/** The lower triangle with half its diagonal, so that adding its transpose gives a symmetric matrix again. */
function lowerHalf(x: Tensor): Tensor {
  return mul(add(tril(x), tril(x, -1)), 0.5)
}

/** For a lower triangular l and a symmetric s: l⁻ᵀ s l⁻¹ where it is to be transposed, else l⁻¹ s l⁻ᵀ. */
function sandwiched(l: Tensor, s: Tensor, transpose: boolean): Tensor {
  const half = substitution(l, s, { lower: true, transpose })
  return substitution(l, transposed(half), { lower: true, transpose })
}

/** The cofactors along directions, with the derivative along v as its operand k varies: the matrix is 0, directions follow. */
function along(x: readonly Tensor[], k: number, v: Tensor): Tensor {
  const [matrix = v, ...directions] = k === 0 ? [...x, v] : x.with(k, v)
  return cofactorsOf(matrix, ...directions)
}
