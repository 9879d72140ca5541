import { leavesOf } from '@adjoint/autograd'
import { checkOptions, isFloat, ShapeError, sameShape, type Tensor } from '@adjoint/tensor'
import { statisticPaths } from './context.ts'
import { alongside, like } from './optimizers/rule.ts'

/** What is known of one parameter. */
export interface ParameterReport {
  /** `layers.0.weight` */
  readonly path: string
  /** √(Σ θ²) */
  readonly norm: number
  /** √(Σ g²) */
  readonly gradientNorm: number
  /** ‖next - θ‖ / ‖θ‖, where the next model was given; about 0.001 is usual */
  readonly updateRatio: number | null
  /**
   * units whose every derivative is 0: nothing that this batch says can change them. They lie along the last axis; along the
   * first one of the kernels of a convolution, [out, in, ...]
   */
  readonly deadUnits: number
  readonly units: number
}

/** Something that a look at the numbers should not miss. */
export interface GradientFinding {
  readonly kind: 'vanishing' | 'exploding' | 'dead' | 'notFinite' | 'largeUpdate' | 'smallUpdate'
  readonly path: string
  /** what was found, with its numbers */
  readonly message: string
}

/** What gradientReport gives. */
export interface GradientReport {
  readonly parameters: readonly ParameterReport[]
  readonly findings: readonly GradientFinding[]
}

/**
 * How the gradient of a model is shared out among its layers: norms, dead units, the size of the updates, and what is wrong
 * with them. For a look now and then while training, in the `onEpoch` of fit. Running statistics are no parameters, and are
 * left out.
 *
 * @param model any tree of tensors
 * @param gradient a tree like it, of one batch
 * @param options.next the model after the update
 * @throws ShapeError when the trees differ in form, or their tensors in shape
 * @example
 * const { parameters, findings } = gradientReport({ w: tensor([3, 4]) }, { w: tensor([0, 1]) })
 * parameters[0]?.norm // 5
 * findings[0]?.message // w: 1 of 2 units have no derivative at all in this batch.
 */
export function gradientReport<M>(
  model: M,
  gradient: NoInfer<M>,
  options: { readonly next?: NoInfer<M> } = {},
): GradientReport {
  checkOptions('gradientReport', options, ['next'])
  const gradients = alongside('gradientReport', model, gradient)
  const next = options.next === undefined ? [] : alongside('gradientReport', model, options.next)
  const statistics = statisticPaths(model)
  const parameters = leavesOf(model).flatMap(({ path, tensor: theta }, i) => {
    if (!isFloat(theta.dtype) || statistics.has(path)) return []
    const g = like('gradientReport', theta, gradients[i] as Tensor) // there are as many as parameters
    const after = next[i] ?? null
    if (after !== null && !sameShape(after.shape, theta.shape)) {
      throw new ShapeError(
        `gradientReport: after the update, ${path || 'the tensor'} is ${after.describe()}, but was ${theta.describe()}.`,
      )
    }
    return [reportOf(path, theta, g, after)]
  })
  return { parameters, findings: findingsOf(parameters) }
}

function reportOf(path: string, theta: Tensor, g: Tensor, next: Tensor | null): ParameterReport {
  const norm = normOf(theta)
  const isKernel = g.rank > 2
  const units = g.shape.at(isKernel ? 0 : -1) ?? 1
  const others = units === 0 ? 0 : g.size / units
  const columns = isKernel ? g.reshape([units, others]).transpose() : g.reshape([others, units])
  return {
    path,
    norm,
    gradientNorm: normOf(g),
    updateRatio: next === null ? null : normOf(next.sub(theta)) / norm,
    deadUnits: g.size === 0 ? 0 : units - columns.notEqual(0).any({ axis: 0 }).sum().item(),
    units,
  }
}

function normOf(x: Tensor): number {
  return x.size === 0 ? 0 : x.norm().item()
}

/** Beyond these, as a rule, something is wrong. */
const limits = { layers: 1e4, largeUpdate: 0.1, smallUpdate: 1e-7 } as const

function findingsOf(parameters: readonly ParameterReport[]): GradientFinding[] {
  const norms = parameters.flatMap(({ gradientNorm, units }) =>
    Number.isFinite(gradientNorm) && units > 0 ? [gradientNorm] : [],
  )
  const [largest, middle] = [norms.reduce((most, norm) => Math.max(most, norm), 0), median(norms)]
  return parameters.flatMap((parameter) =>
    told(parameter, largest, middle).map(
      ([kind, message]): GradientFinding => ({
        kind,
        path: parameter.path,
        message: `${parameter.path || 'the tensor'}: ${message}`, // a bare tensor has no path
      }),
    ),
  )
}

/** What there is to say of one parameter, beside the largest norm of a gradient and the middle one. */
function told(
  { gradientNorm, norm, updateRatio, deadUnits, units }: ParameterReport,
  largest: number,
  middle: number,
): readonly (readonly [GradientFinding['kind'], string])[] {
  if (!Number.isFinite(gradientNorm)) return [['notFinite', 'the gradient holds NaN or infinity.']]
  if (!Number.isFinite(norm)) return [['notFinite', 'the parameter itself holds NaN or infinity.']]
  const ratio = norm > 0 ? updateRatio : null
  if (ratio !== null && !Number.isFinite(ratio)) return [['notFinite', 'after the update, it holds NaN or infinity.']]

  const found: [GradientFinding['kind'], string][] = []
  if (gradientNorm > 0 && gradientNorm < largest / limits.layers)
    found.push(['vanishing', `the gradient's norm is ${short(gradientNorm)}, where the largest is ${short(largest)}.`])
  if (middle > 0 && gradientNorm > middle * limits.layers)
    found.push([
      'exploding',
      `the gradient's norm is ${short(gradientNorm)}, where the middle one is ${short(middle)}.`,
    ])
  if (deadUnits > 0) found.push(['dead', `${deadUnits} of ${units} units have no derivative at all in this batch.`])
  if (ratio !== null && ratio > limits.largeUpdate)
    found.push(['largeUpdate', `the update is ${short(ratio)} of the weights; a smaller learning rate?`])
  if (ratio !== null && ratio > 0 && ratio < limits.smallUpdate)
    found.push(['smallUpdate', `the update is ${short(ratio)} of the weights, near their rounding.`])
  return found
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
