import { examples } from '../../autograd/test/examples.ts'
import { draws } from '../../autograd/test/values.ts'
import { type DType, ops, type Shape, type Tensor } from '../src/index.ts'

/** An op of the catalogue with inputs for it: all that a law needs. */
export interface Subject {
  readonly name: keyof typeof ops
  /** how many operands it broadcasts; null where it is not elementwise */
  readonly broadcasts: number | null
  /** tensors of generic numbers; the shapes are for an elementwise op, the others have their own */
  inputs(dtype: DType, seed: number, shapes?: readonly Shape[]): Tensor[]
  call(...inputs: readonly Tensor[]): Tensor
}

// Object.keys forgets what it lists. Sorted, since the order of a module's exports is the loader's affair.
const names = (Object.keys(ops) as (keyof typeof ops)[]).sort()

/** Every op there is, present and future, with the example that the derivative laws use as well. */
export const subjects: readonly Subject[] = names.map((name) => {
  const fn = ops[name]
  const example = examples[name]
  if ('shapes' in example) {
    return {
      name,
      broadcasts: null,
      inputs: (dtype, seed) => {
        const draw = draws(seed)
        return example.shapes.map((shape) => draw(shape).astype(dtype))
      },
      call: (...inputs) => example.call(...inputs),
    }
  }
  const shapeOf = (k: number): Shape => [[2, 3], [3], [2, 1]][k] ?? []
  return {
    name,
    broadcasts: example.length,
    inputs: (dtype, seed, shapes = example.map((_, k) => shapeOf(k))) => {
      const draw = draws(seed)
      return example.map((domain, k) => {
        const x = draw(shapes[k] ?? [], domain)
        return x.dtype === 'bool' ? x : x.mul(dtype === 'int32' ? 5 : 1).astype(dtype)
      })
    },
    call: (...inputs): Tensor => Reflect.apply(fn, undefined, inputs),
  }
})
