import { leavesOf, mapTensors, zipTensors } from '@adjoint/autograd'
import { add, DomainError, full, isFloat, ShapeError, sameShape, signature, Tensor, zeros } from '@adjoint/tensor'
import { statisticPaths } from '../context.ts'
import { inWords } from '../given.ts'
import type { Optimizer } from './optimizer.ts'
import type { Schedule } from './schedules.ts'

/** A number that is the same in every step, or one that is computed in each: float64, shape []. */
export type Scalar = number | Tensor

/** How one parameter is improved; what all optimizers do around that is here. */
export interface Rule<Slot extends string, Setting extends string> {
  /** the name of the optimizer, for messages */
  readonly owner: string
  readonly lr: number | Schedule
  /** λ of what is added to the gradient, λ θ; 0 for none */
  readonly weightDecay: number
  /** what is kept of each parameter from step to step, and the number that it is full of at first */
  readonly slots: Readonly<Partial<Record<Slot, number>>>
  /** true where the settings need the number of the step, which is kept then */
  readonly counts: boolean
  /**
   * What is the same for all parameters in one step, so that it is computed once.
   *
   * @param step counted from 1; of no use where the rule does not count
   */
  settings(lr: Scalar, step: Tensor): Readonly<Record<Setting, Scalar>>
  /** The next value of a parameter and of all that is kept of it; `kept` has what `slots` has. */
  improve(
    theta: Tensor,
    g: Tensor,
    kept: Readonly<Record<Slot, Tensor>>,
    settings: Readonly<Record<Setting, Scalar>>,
  ): Improved<Slot>
}

type Improved<Slot extends string> = { readonly theta: Tensor } & Readonly<Partial<Record<Slot, Tensor>>>

/**
 * An optimizer that does the same to each parameter. Tensors of integers and truths stay as they are, and so do running
 * statistics: nothing is learnt in them by derivatives, and decay would pull them towards 0.
 *
 * Its state holds a tree like the model for each slot, and the number of steps where it is needed: a tensor, so that a
 * compiled step is the same program each time; float64, so that it never stops counting.
 */
export function optimizerOf<Slot extends string, Setting extends string>(rule: Rule<Slot, Setting>): Optimizer {
  const { owner, lr, weightDecay } = rule
  const slots = Object.keys(rule.slots) as Slot[] // which are its keys
  const counts = rule.counts || typeof lr === 'function'
  const none = zeros([], { dtype: 'float64' })
  const perSlot = <V>(make: (slot: Slot) => V): Record<Slot, V> =>
    Object.fromEntries(slots.map((slot) => [slot, make(slot)])) as Record<Slot, V> // a value for each

  return {
    init(model) {
      const first = (slot: Slot): unknown =>
        mapTensors(model, ({ shape, dtype }) => full(shape, (isFloat(dtype) && rule.slots[slot]) || 0, { dtype }))
      return { ...(counts && { step: none }), ...perSlot(first) }
    },
    update(model, gradient, state) {
      const missing = [...(counts ? ['step'] : []), ...slots].find((name) => Object(state)[name] === undefined)
      if (missing !== undefined) {
        throw new DomainError(
          `${owner}: the state has no ${missing}; give what init or the last update of ${owner} gave.`,
        )
      }
      const before = counts ? (state.step as Tensor) : none // as init made it
      const step = counts ? add(before, 1) : none
      const settings = rule.settings(typeof lr === 'number' ? lr : rateAt(owner, lr, before), step)
      const gradients = alongside(owner, model, gradient)
      const kept = perSlot((slot) => alongside(owner, model, state[slot]))

      const statistics = statisticPaths(model)
      const next = leavesOf(model).map(({ path, tensor: theta }, i): Improved<Slot> => {
        const old = perSlot((slot) => kept[slot][i] as Tensor) // there are as many as parameters
        if (!isFloat(theta.dtype) || statistics.has(path)) return { theta, ...old }
        for (const slot of slots) checkKept(owner, slot, theta, old[slot])
        const given = like(owner, theta, gradients[i] as Tensor)
        const g = weightDecay === 0 ? given : given.add(theta.mul(weightDecay))
        return rule.improve(theta, g, old, cast(settings, theta))
      })
      const all = <T>(tree: T, name: Slot | 'theta'): T => {
        let i = 0
        return mapTensors(tree, (tensor) => next[i++]?.[name] ?? tensor)
      }
      return [all(model, 'theta'), { ...(counts && { step }), ...perSlot((slot) => all(state[slot], slot)) }]
    },
  }
}

/** The tensors of a tree of the model's form, in the order of the model's. */
export function alongside(owner: string, model: unknown, tree: unknown): readonly Tensor[] {
  const tensors: Tensor[] = []
  zipTensors(owner, model, tree, (theta, tensor) => {
    tensors.push(tensor)
    return theta
  })
  return tensors
}

/** @throws DomainError for what is kept of another parameter, whose shape or dtype this one would get */
function checkKept(owner: string, slot: string, theta: Tensor, kept: Tensor): void {
  if (signature(kept) === signature(theta)) return
  throw new DomainError(
    `${owner}: the state's ${slot} of a parameter ${signature(theta)} is ${signature(kept)}; ` +
      'give the state of this model, or begin anew with init.',
  )
}

/** The gradient of a parameter, of its shape and dtype: another one would change what the parameter is. */
export function like(owner: string, theta: Tensor, g: Tensor): Tensor {
  if (sameShape(g.shape, theta.shape)) return g.astype(theta.dtype)
  throw new ShapeError(`${owner}: the gradient of ${theta.describe()} is ${g.describe()}; give one of the same shape.`)
}

function cast<Setting extends string>(
  settings: Readonly<Record<Setting, Scalar>>,
  { dtype }: Tensor,
): Readonly<Record<Setting, Scalar>> {
  const entries = Object.entries<Scalar>(settings)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'number' ? value : value.astype(dtype)]),
  ) as Record<Setting, Scalar> // the same names
}

function rateAt(owner: string, schedule: Schedule, step: Tensor): Scalar {
  const rate = schedule(step)
  if (Number.isFinite(rate) || (rate instanceof Tensor && rate.rank === 0)) return rate
  if (!(rate instanceof Tensor)) {
    throw new DomainError(
      `${owner}: the schedule gave ${inWords(rate)} for a step; give a finite number. ` +
        'The step is a tensor: write ops, step.mul(2), not step * 2.',
    )
  }
  throw new ShapeError(`${owner}: the schedule gave ${rate.describe()} for a step; give one number.`)
}
