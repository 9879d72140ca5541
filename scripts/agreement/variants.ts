import { record } from '../../packages/autograd/src/index.ts'
import { type Graph, graphOf } from '../../packages/compile/src/graph.ts'
import { compile } from '../../packages/compile/src/index.ts'
import { InterpretedProgram } from '../../packages/compile/src/interpret.ts'
import { optimise, passes } from '../../packages/compile/src/passes/index.ts'
import { Program } from '../../packages/compile/src/program.ts'
import { instructionSet } from '../../packages/tensor/src/backend.ts'
import type { Tensor } from '../../packages/tensor/src/index.ts'

/** A function whose result is a tree of tensors. */
export type TensorFunction = (...x: Tensor[]) => unknown

/** A way of compiling a function. */
export interface Variant {
  readonly name: string
  readonly compiled: TensorFunction
}

/** A function compiled as its users do, and by hand with each step of optimisation left out once. */
export function variantsOf(f: TensorFunction, x: readonly Tensor[]): Variant[] {
  const graph = graphOf(record(f, ...x))
  const byHand = (name: string, optimised: Graph, fuse: boolean): Variant => {
    const set = instructionSet()
    const make = () =>
      set === 'none'
        ? new InterpretedProgram(optimised, 1)
        : new Program(optimised, { fused: set === 'relaxed', donated: [], fuse })
    return { name, compiled: (...xs) => make().run(xs) }
  }
  const without = Object.keys(passes).map((pass) => byHand(`without ${pass}`, optimise(graph, [pass]), true))
  const unfused = instructionSet() === 'none' ? [] : [byHand('without fusion', optimise(graph), false)]
  return [{ name: 'compiled', compiled: compile(f) }, ...without, ...unfused]
}
