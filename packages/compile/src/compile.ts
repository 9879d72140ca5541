import { type Leaf, leavesOf, mapTensors, record } from '@adjoint/autograd'
import { checkOptions, DomainError, sameShape, Tensor, TraceError } from '@adjoint/tensor'
import { detectInstructionSet } from '@adjoint/wasm'
import { type Explanation, explain } from './explain.ts'
import { graphOf } from './graph.ts'
import { optimise } from './passes/index.ts'
import { type DonatedPair, Program } from './program.ts'
import { type Flat, fits, flatten, type Signature, signatureOf } from './signature.ts'

/** How to compile. */
export interface CompileOptions {
  /**
   * The numbers of arguments that the caller gives up, such as a model and its optimizer's state: the parts of the result
   * that have their shapes take their places, and stay in the program's memory from call to call. What a call was given for
   * them can then no longer be read, unless it was read before. None by default.
   */
  readonly donate?: readonly number[]
}

/** A compiled function: called like the one that it was made of. */
export interface Compiled<A extends readonly unknown[], Y> {
  (...args: A): Y
  /**
   * What the program of the last call consists of; see Explanation.
   *
   * @param options.time how often to run each group to tell its time; 0 by default, and then no time is told
   * @throws TraceError before the first call, when there is no program yet
   */
  explain(options?: { readonly time?: number }): Explanation
}

/** A program for one signature. */
interface Entry<Y> {
  readonly signature: Signature
  readonly program: Program
  /** the result's tree, whose tensors stand for the outputs */
  readonly result: Y
}

/**
 * Compiles a function of tensors to WebAssembly.
 *
 * The function is run once for each signature (the shapes and dtypes of its tensors, and everything else in its arguments)
 * to record what it does; calls with the same signature run the program that was made of that. It may call grad and other
 * transforms inside.
 *
 * @param f takes and returns trees of tensors; it must do the same each time: what it reads from outside is a constant
 * @param options.donate which arguments the result may take the place of
 * @returns a function like f
 * @throws TraceError when f reads a recorded value, or uses what another transform traces
 * @example
 * const slope = compile(grad((x: Tensor) => x.square().sum()))
 * slope(tensor([1, 2])) // Tensor f32[2] [2, 4]
 */
export function compile<A extends readonly unknown[], Y>(
  f: (...args: A) => Y,
  options: CompileOptions = {},
): Compiled<A, Y> {
  checkOptions('compile', options, ['donate'])
  const { donate = [] } = options
  const entries: Entry<Y>[] = []
  let last: Entry<Y> | null = null

  const entryFor = (flat: Flat, args: A): Entry<Y> => {
    if (last !== null && fits(last.signature, flat)) return last
    let entry = entries.find(({ signature }) => fits(signature, flat))
    if (entry === undefined) {
      entry = build(f, args, flat, donate)
      entries.push(entry)
    }
    last = entry
    return entry
  }

  const call = (...args: A): Y => {
    const flat = flatten(args)
    // inside of another transform, which must see each op
    if (flat.tensors.some(({ trace }) => trace !== null)) return f(...args)
    const { program, result } = entryFor(flat, args)
    const outputs = program.run(flat.tensors)
    let next = 0
    return mapTensors(result, (leaf) => outputs[next++] ?? leaf)
  }
  return Object.assign(call, {
    explain({ time = 0 }: { readonly time?: number } = {}): Explanation {
      if (last !== null) return explain(last.program, time)
      throw new TraceError('compile: there is no program to explain yet; call the compiled function first.')
    },
  })
}

function build<A extends readonly unknown[], Y>(
  f: (...args: A) => Y,
  args: A,
  flat: Flat,
  donate: readonly number[],
): Entry<Y> {
  let result: Y | null = null
  const tape = record(
    (...xs: A) => {
      result = f(...xs)
      return result
    },
    ...args,
  )
  const graph = optimise(graphOf(tape))
  const fused = detectInstructionSet() === 'relaxed'
  const program = new Program(graph, { fused, donated: donatedPairs(args, donate, result) })
  return { signature: signatureOf(flat), program, result: result as Y } // record has called f
}

/** For each donated argument, the part of the result that is a tree like it, leaf by leaf. */
function donatedPairs(args: readonly unknown[], donate: readonly number[], result: unknown): DonatedPair[] {
  const parts = partsOf(result)
  return donate.flatMap((index) => {
    if (!Number.isInteger(index) || index < 0 || index >= args.length) {
      throw new DomainError(`compile: donate names argument ${index}, but there are ${args.length}; count from 0.`)
    }
    const leaves = leavesOf(args[index])
    const part = parts.findIndex((candidate) => alike(leaves, candidate.leaves))
    const [found] = part < 0 ? [] : parts.splice(part, 1)
    if (found === undefined && leaves.length > 0) {
      throw new DomainError(
        `compile: argument ${index} is donated, but no part of the result is a tree with the same shapes; return what takes ` +
          'its place, or leave it out of donate.',
      )
    }
    const first = args.slice(0, index).reduce((count: number, arg) => count + leavesOf(arg).length, 0)
    return leaves.map((_, i) => ({ input: first + i, output: (found?.first ?? 0) + i }))
  })
}

interface Part {
  readonly leaves: readonly Leaf[]
  /** the number of its first leaf among the outputs */
  readonly first: number
}

/** What stands in the result: each element of a tuple or a record, or a result that is neither as a whole. */
function partsOf(result: unknown): Part[] {
  const isModel = result instanceof Tensor || typeof result !== 'object' || result === null
  const values: unknown[] = isModel ? [result] : Object.values(result)
  let first = 0
  const parts = values.map((value) => {
    const part = { leaves: leavesOf(value), first }
    first += part.leaves.length
    return part
  })
  return [{ leaves: leavesOf(result), first: 0 }, ...parts]
}

function alike(a: readonly Leaf[], b: readonly Leaf[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, tensor }, i) => {
      const other = b[i]
      return other?.path === path && other.tensor.dtype === tensor.dtype && sameShape(other.tensor.shape, tensor.shape)
    })
  )
}
