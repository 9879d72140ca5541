import { cosh, sinh } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const hyperbolic: Rules<'hyperbolic'> = {
  sinh: [(_y, x) => cosh(x)],
  cosh: [(_y, x) => sinh(x)],
}
