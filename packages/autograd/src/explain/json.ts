import { checkOptions, type DType, type Tensor } from '@adjoint/tensor'
import type {
  Contribution,
  ExplainedFormula,
  ExplainedNode,
  ExplainedOperand,
  Explanation,
  Finding,
  LayerReport,
} from './explanation.ts'
import { normOf } from './numbers.ts'

/** A number; JSON has no others than finite ones, nor a -0. */
export type NumberJson = number | 'NaN' | 'Infinity' | '-Infinity' | '-0'

/** A tensor, or what is said of one that is too large: its numbers are null then. */
export interface TensorJson {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** the least and the greatest number; null where there are none */
  readonly min: NumberJson | null
  readonly max: NumberJson | null
  /** the square root of the sum of all squares */
  readonly norm: NumberJson
  /** in row-major order, 0 and 1 for bool */
  readonly data: readonly NumberJson[] | null
}

type Scripts = ExplainedNode['symbol']

/** An explanation as JSON. `explanationSchema` is the same as a JSON Schema. */
export interface ExplanationJson {
  readonly version: 1
  readonly nodes: readonly {
    readonly index: number
    readonly symbol: Scripts
    readonly name: string
    readonly scope: string
    readonly op: string | null
    readonly operands: readonly ExplainedOperand[]
    readonly formula: ExplainedFormula | null
    readonly value: TensorJson
    readonly adjoint: TensorJson | null
    readonly users: readonly number[]
    readonly callSite: string | null
  }[]
  readonly constants: readonly { readonly index: number; readonly symbol: Scripts; readonly value: TensorJson }[]
  readonly outputs: readonly number[]
  readonly seeds: readonly { readonly node: number; readonly cotangent: TensorJson }[]
  readonly steps: readonly {
    readonly node: number
    readonly adjoint: TensorJson
    readonly contributions: readonly (Pick<Contribution, 'to' | 'operand' | 'formula' | 'number' | 'of'> & {
      readonly local: (ExplainedFormula & { readonly value: TensorJson }) | null
      readonly term: TensorJson
      readonly sum: TensorJson
    })[]
  }[]
  readonly layers: readonly (Pick<LayerReport, 'scope' | 'node'> & {
    readonly adjoint: NumberJson
    readonly ratio: NumberJson
  })[]
  readonly findings: readonly (Omit<Finding, 'measure'> & { readonly measure: NumberJson })[]
}

export interface JsonOptions {
  /** tensors of more numbers than these are described by their range and norm alone; 1000 by default */
  readonly limit?: number
}

export function toJson(explanation: Explanation, options: JsonOptions): ExplanationJson {
  checkOptions('toJson', options, ['limit'])
  const { limit = 1000 } = options
  const tensor = (x: Tensor): TensorJson => tensorJson(x, limit)
  return {
    version: 1,
    nodes: explanation.nodes.map(({ shape: _, dtype: __, value, adjoint, ...node }) => ({
      ...node,
      value: tensor(value),
      adjoint: adjoint && tensor(adjoint),
    })),
    constants: explanation.constants.map(({ value, ...constant }) => ({ ...constant, value: tensor(value) })),
    outputs: explanation.outputs,
    seeds: explanation.seeds.map(({ node, cotangent }) => ({ node, cotangent: tensor(cotangent) })),
    steps: explanation.steps.map(({ node, adjoint, contributions }) => ({
      node,
      adjoint: tensor(adjoint),
      contributions: contributions.map(({ local, term, sum, ...one }) => ({
        ...one,
        local: local && { ...local, value: tensor(local.value) },
        term: tensor(term),
        sum: tensor(sum),
      })),
    })),
    layers: explanation.layers.map(({ adjoint, ratio, ...layer }) => ({
      ...layer,
      adjoint: numberJson(adjoint),
      ratio: numberJson(ratio),
    })),
    findings: explanation.findings.map((finding) => ({ ...finding, measure: numberJson(finding.measure) })),
  }
}

function tensorJson(x: Tensor, limit: number): TensorJson {
  const values = Array.from(x.toTypedArray())
  return {
    shape: [...x.shape],
    dtype: x.dtype,
    min: values.length === 0 ? null : numberJson(values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
    max: values.length === 0 ? null : numberJson(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
    norm: numberJson(normOf(x)),
    data: values.length > limit ? null : values.map(numberJson),
  }
}

function numberJson(value: number): NumberJson {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return Object.is(value, -0) ? '-0' : value
}
