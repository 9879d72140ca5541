import type { Graph } from '../graph.ts'
import { cast } from './cast.ts'
import { cse } from './cse.ts'
import { dce } from './dce.ts'
import { expand } from './expand.ts'
import { fold } from './fold.ts'
import { simplify } from './simplify.ts'

/** A step of optimisation: a graph that computes the same. */
export type Pass = (graph: Graph) => Graph

/** The passes by name, in the order in which they run. Each may be left out: the program then only takes longer. */
export const passes: Readonly<Record<string, Pass>> = { expand, fold, simplify, cast, cse, dce }

/** The graph after all passes but those named. */
export function optimise(graph: Graph, without: readonly string[] = []): Graph {
  return Object.entries(passes).reduce((now, [name, pass]) => (without.includes(name) ? now : pass(now)), graph)
}
