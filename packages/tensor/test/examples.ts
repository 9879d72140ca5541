import { isShaped } from '../../autograd/test/catalogue.ts'
import { examples } from '../../autograd/test/examples.ts'
import { draws } from '../../autograd/test/values.ts'
import { type DType, isFloat, ops, type Shape, type Tensor } from '../src/index.ts'

/** An op of the catalogue with inputs for it: all that a law needs. */
export interface Subject {
  readonly name: keyof typeof ops
  /** its name, and a number for another example of the same op */
  readonly label: string
  /** how many operands it broadcasts; null where it is not elementwise */
  readonly broadcasts: number | null
  /** tensors of generic numbers; the shapes are for an elementwise op, the others have their own */
  inputs(dtype: DType, seed: number, shapes?: readonly Shape[]): Tensor[]
  call(...inputs: readonly Tensor[]): Tensor
}

// Object.keys forgets what it lists. Sorted, since the order of a module's exports is the loader's affair.
const names = (Object.keys(ops) as (keyof typeof ops)[]).sort()

/** Every op there is, present and future, with the examples that the derivative laws use as well. */
export const subjects: readonly Subject[] = names.flatMap((name): Subject[] => {
  const fn = ops[name]
  const given = examples[name]
  if (isShaped(given)) {
    return [given].flat().map(({ shapes, operands, call }, i) => ({
      name,
      label: i === 0 ? name : `${name} (${i + 1})`,
      broadcasts: null,
      inputs: (dtype, seed) => {
        const draw = draws(seed)
        const drawn = shapes.map((shape, k) => draw(shape, operands?.[k]))
        return drawn.map((x) => (isFloat(x.dtype) ? x.astype(dtype) : x)) // indices stay integers
      },
      call: (...inputs) => call(...inputs),
    }))
  }
  const shapeOf = (k: number): Shape => [[2, 3], [3], [2, 1]][k] ?? []
  return [
    {
      name,
      label: name,
      broadcasts: given.length,
      inputs: (dtype, seed, shapes = given.map((_, k) => shapeOf(k))) => {
        const draw = draws(seed)
        return given.map((domain, k) => {
          const x = draw(shapes[k] ?? [], domain)
          return x.dtype === 'bool' ? x : x.mul(dtype === 'int32' ? 5 : 1).astype(dtype)
        })
      },
      call: (...inputs): Tensor => Reflect.apply(fn, undefined, inputs),
    },
  ]
})
