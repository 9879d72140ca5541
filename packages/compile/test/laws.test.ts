// Every op of the catalogue by itself, with its gradient: eager = compiled. The random programs of programs.test.ts have only
// those that their vocabulary names.
import { grad } from '@adjoint/autograd'
import { type FloatDType, isFloat, type Tensor } from '@adjoint/tensor'
import { describe, test } from 'vitest'
import { catalogue, inputsOf } from '../../autograd/test/catalogue.ts'
import { expectAgreement } from './agreement.ts'

const dtypes: readonly FloatDType[] = ['float32', 'float64']

describe.each(Object.entries(catalogue))('%s', (_name, example) => {
  test.each(dtypes)('eager = compiled, with its gradient, in %s', (dtype) => {
    const x = inputsOf(example, dtype)
    // not linear in y, so that the gradient needs the values, too
    const weighted = (...at: Tensor[]): Tensor => {
      const y = example.call(...at)
      return y.mul(y.astype('float64').mul(0.5).sin().add(1.5)).sum()
    }
    const argnums = x.flatMap((one, i) => (isFloat(one.dtype) ? [i] : []))
    const gradient = grad(weighted, { argnums })
    expectAgreement((...at) => [example.call(...at), gradient(...at)], x)
  })
})
