import { type Shape, signature } from '@adjoint/tensor'
import { sizeOf } from '@adjoint/tensor/backend'
import { flopsOfGroup, flopsOfNode } from './flops.ts'
import type { GraphNode } from './graph.ts'
import type { InterpretedProgram } from './interpret.ts'
import { type Group, membersOf, readBy, storedBy } from './plan/grouping.ts'
import { bytesOf } from './plan/layout.ts'
import type { Place } from './plan/places.ts'
import { Program } from './program.ts'

/** One kernel of a program: what is computed together. */
export interface GroupExplanation {
  /** a loop over elements, a matrix product with what follows it, or an op whose eager kernel runs */
  readonly kind: Group['kind']
  /** how a matrix product goes: vectors along the result's lanes, or along the axis that is summed over */
  readonly kernel?: 'lanes' | 'dot'
  /** the names of the nodes that it computes */
  readonly nodes: readonly string[]
  /** those that are stored for others, with dtype and shape */
  readonly stored: readonly string[]
  /** floating-point operations, each function such as exp counted as one; 0 for sorts, solvers and linear algebra */
  readonly flops: number
  /** bytes of what it reads and stores; a number that is broadcast counts once */
  readonly bytes: number
  /** the median time of a run in microseconds, where it was asked for */
  readonly microseconds?: number
}

/** What a program consists of. String(explanation) is a table. */
export interface Explanation {
  readonly groups: readonly GroupExplanation[]
  readonly flops: number
  /** the size of the arena, in which all values lie */
  readonly arenaBytes: number
  /** the size of the WebAssembly module */
  readonly moduleBytes: number
  /** why the work is not shared although `threads` asked for it; else null */
  readonly threadsProblem: string | null
  toString(): string
}

/** @param runs how often to run each group for its time; 0 for no times */
export function explain(program: Program | InterpretedProgram, runs: number): Explanation {
  return program instanceof Program ? explainProgram(program, runs) : explainInterpreted(program)
}

function explainInterpreted({ graph, threadsProblem }: InterpretedProgram): Explanation {
  const groups = graph.nodes.flatMap((node): GroupExplanation[] => {
    if (node.op === null) return []
    const bytes = bytesOfAll([...node.inputs, node])
    const stored = [`${node.name} ${signature(node)}`]
    return [{ kind: 'eager', nodes: [node.name], stored, flops: flopsOfNode(node), bytes }]
  })
  return explanation({ groups, arenaBytes: 0, moduleBytes: 0, threadsProblem })
}

function explanation(of: Omit<Explanation, 'flops' | 'toString'>): Explanation {
  const flops = of.groups.reduce((sum, group) => sum + group.flops, 0)
  return { ...of, flops, toString: () => format({ ...of, flops }) }
}

function explainProgram(program: Program, runs: number): Explanation {
  const times = runs > 0 ? program.time(runs) : []
  const groups = program.grouping.groups.map((group, i) => explainGroup(group, program, times[i]))
  return explanation({
    groups,
    arenaBytes: program.plan.bytes,
    moduleBytes: program.moduleBytes,
    threadsProblem: program.threadsProblem,
  })
}

function explainGroup(group: Group, program: Program, time: number | undefined): GroupExplanation {
  const { grouping } = program
  const stored = storedBy(group, grouping)
  const read = readBy(group, grouping).map((node) => ({ dtype: node.dtype, shape: distinct(grouping.places.of(node)) }))
  return {
    kind: group.kind,
    ...(group.kind === 'matmul' && { kernel: group.form.kernel }),
    nodes: membersOf(group).map(({ name }) => name),
    stored: stored.map((node) => `${node.name} ${signature(node)}`),
    flops: flopsOfGroup(group),
    bytes: bytesOfAll([...read, ...stored]),
    ...(time !== undefined && { microseconds: time }),
  }
}

/** The shape of what stands in memory: without the axes along which the same numbers are repeated. */
function distinct({ layout: { shape, strides } }: Place): Shape {
  return shape.filter((_, axis) => strides[axis] !== 0)
}

function bytesOfAll(nodes: readonly Pick<GraphNode, 'shape' | 'dtype'>[]): number {
  return nodes.reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * bytesOf(dtype), 0)
}

function format({ groups, flops, arenaBytes, moduleBytes, threadsProblem }: Omit<Explanation, 'toString'>): string {
  const rows = groups.map((group, i) => [
    String(i),
    group.kernel === undefined ? group.kind : `matmul ${group.kernel}`,
    group.flops.toLocaleString('en'),
    group.bytes.toLocaleString('en'),
    group.microseconds === undefined ? '' : group.microseconds.toFixed(1),
    group.stored.join(', ') || group.nodes.join(', '),
  ])
  const header = ['', 'kernel', 'FLOPs', 'bytes', groups[0]?.microseconds === undefined ? '' : 'µs', 'stores']
  const widths = header.map((title, i) =>
    rows.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), title.length),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) =>
        i === row.length - 1 ? cell : i === 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
  const total = `${flops.toLocaleString('en')} FLOPs, arena ${arenaBytes.toLocaleString('en')} bytes, module ${moduleBytes.toLocaleString('en')} bytes`
  const alone = threadsProblem === null ? [] : [`one thread: ${threadsProblem}`]
  return [line(header), ...rows.map(line), total, ...alone].join('\n')
}
