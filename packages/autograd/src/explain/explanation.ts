import { DomainError, type DType, type Shape, type Tensor } from '@adjoint/tensor'
import { toDot } from './dot.ts'
import { type ExplainedGraph, graphOf } from './graph.ts'
import { type ExplanationJson, type JsonOptions, toJson } from './json.ts'
import { toMarkdown } from './markdown.ts'
import { toMermaid } from './mermaid.ts'
import { explanationText, nodeText, stepText } from './text.ts'

/** A formula in two scripts, and with numbers in the place of its symbols where these are few. */
export interface ExplainedFormula {
  readonly unicode: string
  readonly latex: string
  readonly numbers: { readonly unicode: string; readonly latex: string } | null
}

/** What an op is applied to: the index of a node, or of a constant. */
export type ExplainedOperand =
  | { readonly kind: 'node'; readonly index: number }
  | { readonly kind: 'constant'; readonly index: number }

/** One value of the computation. */
export interface ExplainedNode {
  readonly index: number
  /** how formulas call it, v₃ and v_{3} */
  readonly symbol: { readonly unicode: string; readonly latex: string }
  /** with its scopes, `fc1/matmul`; of an input the path, `layers.0.weight` */
  readonly name: string
  /** the scopes in which it was made, `fc1`; empty outside any */
  readonly scope: string
  /** the name of the op; null for an input */
  readonly op: string | null
  readonly operands: readonly ExplainedOperand[]
  readonly shape: Shape
  readonly dtype: DType
  /** by its operands: v₃ = v₁ v₂; null for an input */
  readonly formula: ExplainedFormula | null
  readonly value: Tensor
  /** the derivative of the result with respect to it; null where the result does not depend on it, or it is no float */
  readonly adjoint: Tensor | null
  /** the indices of the nodes that use it, one for each use */
  readonly users: readonly number[]
  /** where in the program it was made, when that was asked for and is known */
  readonly callSite: string | null
}

/** A tensor that is no node: nothing is differentiated by it. */
export interface ExplainedConstant {
  readonly index: number
  readonly symbol: { readonly unicode: string; readonly latex: string }
  readonly value: Tensor
}

/** What one popped node passes on to one of its operands. */
export interface Contribution {
  /** the node that gets it */
  readonly to: number
  /** which operand of the popped node that is */
  readonly operand: number
  /** ∂v₃/∂v₁ as its rule says it; null where the op is not elementwise, and the derivative is no single tensor */
  readonly local: (ExplainedFormula & { readonly value: Tensor }) | null
  /** what is added to the adjoint: v̄₃ · ∂v₃/∂v₁, or what takes its place for ops that are not elementwise */
  readonly formula: ExplainedFormula
  readonly term: Tensor
  /** the adjoint so far, with this term */
  readonly sum: Tensor
  /** the how many-th term this is, from 1, and of how many */
  readonly number: number
  readonly of: number
}

/** One step of the way back: a node is popped, its adjoint being complete, and passes it on. */
export interface Step {
  readonly node: number
  readonly adjoint: Tensor
  readonly contributions: readonly Contribution[]
}

/** Where the way back begins: an output, and its cotangent. */
export interface Seed {
  readonly node: number
  readonly cotangent: Tensor
}

/** How large the adjoint of a layer's output is. */
export interface LayerReport {
  readonly scope: string
  /** its last node */
  readonly node: number
  /** the root of the mean of the squares: unlike a norm, it does not grow with the width of a layer */
  readonly adjoint: number
  /** that, by the one of the last layer */
  readonly ratio: number
}

/** Something that hinders learning. */
export interface Finding {
  readonly kind: 'vanishing' | 'exploding' | 'dead' | 'saturated'
  readonly node: number
  /** what was measured: a ratio of adjoints, or a share of units or elements */
  readonly measure: number
  /** units that are never positive, for kind 'dead' */
  readonly units: readonly number[]
  readonly message: string
}

type Parts = Pick<Explanation, 'nodes' | 'constants' | 'outputs' | 'seeds' | 'steps' | 'layers' | 'findings'>

/**
 * A computation and the way back through it, to be walked and to be shown: what `explain` gives. Nothing in it changes.
 */
export class Explanation {
  /** in the order in which they were computed; a node's operands come before it */
  readonly nodes: readonly ExplainedNode[]
  readonly constants: readonly ExplainedConstant[]
  /** the nodes that the function returned */
  readonly outputs: readonly number[]
  readonly seeds: readonly Seed[]
  /** the way back, from the last node to the first */
  readonly steps: readonly Step[]
  /** the adjoints of the layers, in the order of the computation; empty without scopes */
  readonly layers: readonly LayerReport[]
  readonly findings: readonly Finding[]

  constructor(parts: Parts) {
    this.nodes = Object.freeze([...parts.nodes])
    this.constants = Object.freeze([...parts.constants])
    this.outputs = Object.freeze([...parts.outputs])
    this.seeds = Object.freeze([...parts.seeds])
    this.steps = Object.freeze([...parts.steps])
    this.layers = Object.freeze([...parts.layers])
    this.findings = Object.freeze([...parts.findings])
    Object.freeze(this)
  }

  /**
   * A node by its index, or the first one of a name.
   *
   * @throws RangeError when there is none
   */
  node(key: number | string): ExplainedNode {
    const found = typeof key === 'number' ? this.nodes[key] : this.nodes.find(({ name }) => name === key)
    if (found !== undefined) return found
    throw new RangeError(`there is no node ${key}; there are ${this.nodes.length}: ${this.#names()}.`)
  }

  /** What one node computes, in one line. */
  describeNode(index: number): string {
    return nodeText(this, this.node(index))
  }

  /**
   * What happens when one node is popped, in a few lines.
   *
   * @param index counts the steps of the way back, from 0
   */
  describeStep(index: number): string {
    const step = this.steps[index]
    if (step !== undefined) return stepText(this, step)
    throw new RangeError(`there is no step ${index}; there are ${this.steps.length}.`)
  }

  /** What a drawing needs: nodes, edges and layers. */
  graph(): ExplainedGraph {
    return graphOf(this)
  }

  /** All of it as plain text. */
  toString(): string {
    return explanationText(this)
  }

  /** All of it as Markdown, with formulas in LaTeX between dollar signs. */
  toMarkdown(): string {
    return toMarkdown(this)
  }

  /** The graph as a Mermaid flowchart, layers as subgraphs. */
  toMermaid(): string {
    return toMermaid(this)
  }

  /** The graph in Graphviz's language, layers as clusters. */
  toDot(): string {
    return toDot(this)
  }

  /**
   * The picture that a drawer makes of it. The drawer is given, and not imported: it needs a library for the layout, which stands
   * in a package above this one.
   *
   * @param draw `tapeSvg` of @adjoint/viz, say
   * @param options the drawer's
   * @throws DomainError without a drawer
   */
  toSvg<O>(draw: (explanation: Explanation, options?: O) => string, options?: O): string {
    if (typeof draw === 'function') return draw(this, options)
    throw new DomainError("toSvg: it needs a drawer; import { tapeSvg } from '@adjoint/viz', and call toSvg(tapeSvg).")
  }

  /**
   * All of it as plain JSON values, as `explanationSchema` describes them.
   *
   * @param options.limit tensors of more numbers than these are described by their range and norm alone; 1000 by default
   */
  toJson(options: JsonOptions = {}): ExplanationJson {
    return toJson(this, options)
  }

  #names(): string {
    const names = this.nodes.slice(0, 8).map(({ name }) => name)
    return names.join(', ') + (this.nodes.length > names.length ? ', ...' : '')
  }
}
