/** What an optimizer remembers between steps: named trees. Treat it as opaque; it is an ordinary tree to transforms. */
export type OptimizerState = Readonly<Record<string, unknown>>

/** A rule that improves a model by its gradient. It changes nothing: it returns the next model and state. */
export interface Optimizer {
  /** the state before the first step */
  init(model: unknown): OptimizerState
  /**
   * One step.
   *
   * @param model any tree of tensors
   * @param gradient a tree like it
   * @param state what init or the last update gave
   */
  update<M>(model: M, gradient: M, state: OptimizerState): [M, OptimizerState]
}
