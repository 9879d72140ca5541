import type { Adapter } from '../differentiable.ts'
import { checkFunctions, checkList } from '../given.ts'
import { atKinks, firstOrder, narrow, secondOrder } from './derivatives.ts'
import { isElementwise, type OpExample } from './example.ts'
import { linear, repeatable, views } from './products.ts'
import { broadcast, empty, mixedDTypes, zeroD } from './shapes.ts'

/** A law that an op must obey. */
export interface Law {
  readonly op: string
  readonly law: string
  /** throws where the op breaks it; the message says how */
  check(): void
}

/**
 * All laws for every op of a catalogue, from one example of inputs an op: to be declared as tests of any runner. They take a
 * framework that has float32 and float64.
 *
 * @param catalogue for each op, by its name, a call and where its operands may lie
 * @example
 * for (const { op, law, check } of laws({ tanh: { call: (x: Tensor) => x.tanh(), operands: [smooth] } }, adjoint)) {
 *   check() // test(`${op}: ${law}`, check)
 * }
 */
export function laws<T>(catalogue: Readonly<Record<string, OpExample<T>>>, adapter: Adapter<T>): Law[] {
  return Object.entries(catalogue).flatMap(([op, example]) => {
    checkFunctions(`laws: the example of ${op}`, { call: example.call })
    checkList(
      `laws: the inputs in the example of ${op}`,
      'shapes' in example ? example.shapes : example.operands,
      'of operands, or shapes',
    )
    const every = { ...general, ...(adapter.nests && nesting), ...(adapter.view && viewing) }
    const own = Object.entries(every).map(([law, check]) => ({ op, law, check: () => check(adapter, example) }))
    if (!isElementwise(example)) return own
    const several = example.operands.length > 1
    const shaped = { ...elementwise, ...(several && broadcasting) }
    return [
      ...own,
      ...Object.entries(shaped).map(([law, check]) => ({ op, law, check: () => check(adapter, example) })),
    ]
  })
}

// The numbers are those of the list of properties in docs/explanation/testing.md.
const general = {
  '1, 2: both modes agree with finite differences and with each other': firstOrder,
  '3: both products are linear, and give exactly 0 for 0': linear,
  '9: at kinks and ties the gradient is legal': atKinks,
  '18: nothing is changed, and a second run gives the same bits': repeatable,
  '50: float32 gradients are close to those of float64': narrow,
}
const nesting = { '21: second derivatives agree with finite differences; the Hessian is symmetric': secondOrder }
const viewing = { '15: views give what copies give': views }
const elementwise = {
  '16: empty operands have empty gradients': empty,
  '17: 0-d stays 0-d, and has the derivative of the same number in a list': zeroD,
}
const broadcasting = {
  '8: operands repeated by hand give the same, and gradients are summed': broadcast,
  '7: operands of different dtypes: each gradient has its own': mixedDTypes,
}
