import {
  add,
  checkOptions,
  clip,
  cos,
  DomainError,
  div,
  floor,
  less,
  maximum,
  minimum,
  mul,
  pow,
  sub,
  type Tensor,
  where,
} from '@adjoint/tensor'
import { checkCount, checkNonNegative, unfit } from '../given.ts'

/**
 * A learning rate that changes: a function of the number of steps that were made before, 0 at first. Optimizers take one in
 * place of a number. They keep that number as a tensor in their state, so a compiled step needs no new program for a new
 * rate, and a run that is resumed goes on with the right one.
 *
 * Write it with ops. Those here are elementwise: of `arange(100)` they give the rates of a hundred steps.
 */
export type Schedule = (step: Tensor) => Tensor | number

/** A schedule that always gives a tensor of its argument's shape. */
type Curve = (step: Tensor) => Tensor

/**
 * The same rate in all steps.
 *
 *   lr(t) = lr
 *
 * @throws DomainError when lr is below 0 or not finite
 * @example constantRate(0.1)(arange(3)) // Tensor f32[3] [0.1, 0.1, 0.1]
 */
export function constantRate(lr: number): Curve {
  checkNonNegative('constantRate', 'lr', lr)
  return (step) => add(mul(step, 0), lr)
}

/**
 * A rate that is multiplied by a factor every so many steps.
 *
 *   lr(t) = lr · factor^⌊t / every⌋
 *
 * @param options.factor 0.1 by default
 * @param options.every steps, not epochs
 * @throws DomainError when an option is unknown or out of range
 * @example stepDecay({ lr: 1, every: 2, factor: 0.5 })(arange(5)) // Tensor f32[5] [1, 1, 0.5, 0.5, 0.25]
 */
export function stepDecay(options: { readonly lr: number; readonly every: number; readonly factor?: number }): Curve {
  checkOptions('stepDecay', options, ['lr', 'every', 'factor'])
  const { lr, every, factor = 0.1 } = options
  checkNonNegative('stepDecay', 'lr', lr)
  checkNonNegative('stepDecay', 'factor', factor)
  checkCount('stepDecay', 'every', every)
  return (step) => mul(lr, pow(factor, floor(div(step, every))))
}

/**
 * A rate that falls by the same factor in all equal times.
 *
 *   lr(t) = lr · factor^(t / every)
 *
 * @param options.factor what is left after `every` steps
 * @param options.every 1 by default
 * @throws DomainError when an option is unknown or out of range
 * @example exponentialDecay({ lr: 1, factor: 0.25, every: 2 })(arange(4)) // Tensor f32[4] [1, 0.5, 0.25, 0.125]
 */
export function exponentialDecay(options: {
  readonly lr: number
  readonly factor: number
  readonly every?: number
}): Curve {
  checkOptions('exponentialDecay', options, ['lr', 'factor', 'every'])
  const { lr, factor, every = 1 } = options
  checkNonNegative('exponentialDecay', 'lr', lr)
  checkNonNegative('exponentialDecay', 'factor', factor)
  checkCount('exponentialDecay', 'every', every)
  return (step) => mul(lr, pow(factor, div(step, every)))
}

/**
 * Half a wave of the cosine, from the rate down to `end`, where it stays; after a warm-up, if asked for (see linearWarmup).
 *
 *   lr(t) = end + (lr - end) (1 + cos(π t / T)) / 2      T = steps - warmup, t counted from the end of the warm-up
 *
 * @param options.steps all steps, those of the warm-up too
 * @param options.warmup how many steps the rate rises first; 0 by default
 * @param options.end 0 by default
 * @throws DomainError when an option is unknown or out of range
 * @example cosineDecay({ lr: 1, steps: 4 })(arange(5)) // Tensor f32[5] [1, 0.853553, 0.5, 0.146447, 0]
 * @see Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts
 */
export function cosineDecay(options: {
  readonly lr: number
  readonly steps: number
  readonly warmup?: number
  readonly end?: number
}): Curve {
  checkOptions('cosineDecay', options, ['lr', 'steps', 'warmup', 'end'])
  const { lr, steps, warmup = 0, end = 0 } = options
  checkNonNegative('cosineDecay', 'lr', lr)
  checkNonNegative('cosineDecay', 'end', end)
  checkCount('cosineDecay', 'steps', steps)
  if (!(Number.isInteger(warmup) && warmup >= 0 && warmup < steps)) {
    throw new DomainError(`cosineDecay: warmup is ${warmup}; give an integer from 0 up to the steps, ${steps}.`)
  }
  const decay = (step: Tensor): Tensor => anneal(lr, end, div(step, steps - warmup))
  return warmup === 0 ? decay : linearWarmup({ lr: decay, steps: warmup })
}

/**
 * A rate that rises in equal steps to its value, or to the first one of another schedule, which follows.
 *
 *   lr(t) = lr(0) (t + 1) / (steps + 1)   for t < steps, else lr(t - steps)
 *
 * @param options.lr where it goes: a number, or a schedule for the time after, which counts from 0 then
 * @param options.steps of the warm-up
 * @throws DomainError when an option is unknown or out of range
 * @example linearWarmup({ lr: 1, steps: 3 })(arange(5)) // Tensor f32[5] [0.25, 0.5, 0.75, 1, 1]
 * @see Goyal et al. (2017), Accurate, large minibatch SGD: training ImageNet in 1 hour
 */
export function linearWarmup(options: { readonly lr: number | Schedule; readonly steps: number }): Curve {
  checkOptions('linearWarmup', options, ['lr', 'steps'])
  const { lr, steps } = options
  if (typeof lr !== 'function') checkNonNegative('linearWarmup', 'lr', lr)
  checkCount('linearWarmup', 'steps', steps)
  const after: Schedule = typeof lr === 'number' ? constantRate(lr) : lr
  return (step) => {
    const share = minimum(div(add(step, 1), steps + 1), 1)
    return mul(after(maximum(sub(step, steps), 0)), share)
  }
}

/**
 * One cycle: the rate rises from a small one to `lr`, and falls to almost nothing, along half waves of the cosine.
 *
 *   from lr / divFactor to lr in the steps up to pctStart · steps - 1,
 *   then to lr / (divFactor · finalDivFactor) in those up to steps - 1, where it stays
 *
 * @param options.lr the largest rate
 * @param options.steps all steps
 * @param options.pctStart the part of the steps in which the rate rises, in (0, 1); 0.3 by default
 * @param options.divFactor 25 by default
 * @param options.finalDivFactor 10000 by default
 * @throws DomainError when an option is unknown or out of range
 * @example oneCycle({ lr: 1, steps: 10, pctStart: 0.5 })(arange(5)) // Tensor f32[5] [0.04, 0.180589, 0.52, 0.859411, 1]
 * @see Smith & Topin (2019), Super-convergence: very fast training of neural networks using large learning rates
 */
export function oneCycle(options: {
  readonly lr: number
  readonly steps: number
  readonly pctStart?: number
  readonly divFactor?: number
  readonly finalDivFactor?: number
}): Curve {
  checkOptions('oneCycle', options, ['lr', 'steps', 'pctStart', 'divFactor', 'finalDivFactor'])
  const { lr, steps, pctStart = 0.3, divFactor = 25, finalDivFactor = 10_000 } = options
  checkNonNegative('oneCycle', 'lr', lr)
  checkCount('oneCycle', 'steps', steps)
  for (const [name, value] of Object.entries({ divFactor, finalDivFactor })) {
    if (!(value >= 1 && value < Number.POSITIVE_INFINITY))
      throw new DomainError(`oneCycle: ${name} is ${value}; give a number of 1 or more.`)
  }
  const top = pctStart * steps - 1
  const last = steps - 1
  if (!(top > 0 && top < last)) {
    throw new DomainError(
      `oneCycle: pctStart is ${pctStart}, which of ${steps} steps leaves none for the way up or down; ` +
        'give more steps, or a number in (0, 1) nearer to a half.',
    )
  }
  const first = lr / divFactor
  return (step) =>
    where(
      less(step, top),
      anneal(first, lr, div(step, top)),
      anneal(lr, first / finalDivFactor, div(sub(step, top), last - top)),
    )
}

/** Half a wave of the cosine from one number, at 0, to another, at 1, and beyond. */
function anneal(from: number, to: number, share: Tensor): Tensor {
  return add(to, mul((from - to) / 2, add(1, cos(mul(clip(share, 0, 1), Math.PI)))))
}

/** @throws DomainError when lr is neither a schedule nor a number of 0 or more */
export function checkRate(owner: string, lr: number | Schedule, usual: number): void {
  if (typeof lr === 'function' || (typeof lr === 'number' && lr >= 0 && lr < Number.POSITIVE_INFINITY)) return
  throw unfit(owner, 'lr', lr, `a learning rate of 0 or more, such as ${usual}`)
}
