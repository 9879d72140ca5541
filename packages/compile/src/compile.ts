import { record } from '@adjoint/autograd'
import { checkOptions, DomainError, TraceError } from '@adjoint/tensor'
import { instructionSet } from '@adjoint/tensor/backend'
import { checkSame } from './deterministic.ts'
import { donatedPairs } from './donation.ts'
import { type Explanation, explain } from './explain.ts'
import { checkOutputs } from './finite.ts'
import { type Graph, graphOf } from './graph.ts'
import { InterpretedProgram } from './interpret.ts'
import { expand } from './passes/expand.ts'
import { optimise } from './passes/index.ts'
import { Program } from './program.ts'
import { type Rebuild, rebuildOf } from './rebuild.ts'
import { type Flat, fits, flatten } from './signature.ts'

/** How to compile. */
export interface CompileOptions {
  /**
   * The numbers of arguments that the caller gives up, such as a model and its optimizer's state: the parts of the result
   * that are trees like them take their places, and stay in the program's memory from call to call. What a call was given
   * for them can then no longer be read, unless it was read before. None by default.
   */
  readonly donate?: readonly number[]
  /**
   * True to look at the outputs after each call: where one is NaN or infinite, the call throws an error that names the first
   * node that is, with its layer. For hunting errors; nothing is donated then. False by default.
   */
  readonly checkFinite?: boolean
  /**
   * How many threads share the work; 1 by default. Each has a part of the batch; so sums over a batch are added up in another
   * order for another number of threads, and in the same order in each run. Worth it from a few million floating-point
   * operations on. It takes shared memory (in a page: cross-origin isolation); where there is none, and until
   * the threads have started, the calling thread does everything, and explain() says why.
   */
  readonly threads?: number
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
  readonly signature: Flat['signature']
  /** what the engine offered, which a test may change */
  readonly instructions: ReturnType<typeof instructionSet>
  readonly program: Program | InterpretedProgram
  /** what was recorded, where the outputs are to be checked by it */
  readonly checkedBy: Graph | null
  /** makes the result of the outputs */
  readonly rebuild: Rebuild<Y>
}

/**
 * Compiles a function of tensors to WebAssembly.
 *
 * The function is run for each new signature (the shapes and dtypes of its tensors, and everything else in its arguments) to
 * record what it does; calls with the same signature run the program that was made of that. It may call grad and other
 * transforms inside. Inside another transform, the function itself is called.
 *
 * @param f takes and returns trees of tensors; it must do the same each time: what it reads from outside is a constant
 * @param options.donate which arguments the result may take the place of
 * @param options.checkFinite whether to hunt for values that are not finite
 * @param options.threads how many threads share the work
 * @returns a function like f. It keeps a program for each signature: give what changes from call to call as a tensor, a learning
 *   rate say. What is no tensor in its result is the same in all calls
 * @throws TraceError when f reads a recorded value, is async, does not do the same each time, or uses what another transform
 *   traces; DomainError when f is no function, an argument is donated twice, or one whose place nothing in the result can
 *   take, an argument contains itself, a set holds a tensor, the values take more than 4 GB, or threads is no count
 * @example
 * const slope = compile(grad((x: Tensor) => x.square().sum()))
 * slope(tensor([1, 2])) // Tensor f32[2] [2, 4]
 */
export function compile<A extends readonly unknown[], Y>(
  f: (...args: A) => Y,
  options: CompileOptions = {},
): Compiled<A, Y> {
  checkGiven('compile: f', f, typeof f === 'function', 'a function of tensors')
  checkOptions('compile', options, ['donate', 'checkFinite', 'threads'])
  const { threads = 1, donate = [], checkFinite = false } = options
  const areDifferent = Array.isArray(donate) && new Set(donate).size === donate.length
  checkGiven('compile: donate', donate, areDifferent, 'a list of arguments, each once: [0, 1]')
  checkGiven('compile: threads', threads, Number.isInteger(threads) && threads >= 1, 'an integer of 1 or more')
  checkGiven('compile: checkFinite', checkFinite, typeof checkFinite === 'boolean', 'true or false')
  const entries: Entry<Y>[] = []
  let last: Entry<Y> | null = null

  const entryFor = (flat: Flat, args: A): Entry<Y> => {
    const suits = ({ instructions, signature }: Entry<Y>): boolean =>
      instructions === instructionSet() && fits(signature, flat.signature)
    if (last !== null && suits(last)) return last
    let entry = entries.find(suits)
    if (entry === undefined) {
      entry = build(f, args, flat, { threads, donate, checkFinite })
      entries.push(entry)
    }
    last = entry
    return entry
  }

  const call = (...args: A): Y => {
    const flat = flatten(args)
    if (flat.tensors.some(({ tracedBy }) => tracedBy !== null)) return f(...args) // the other transform must see each op
    const { program, checkedBy, rebuild } = entryFor(flat, args)
    const outputs = program.run(flat.tensors)
    if (checkedBy !== null) checkOutputs(checkedBy, flat.tensors, outputs)
    return rebuild(outputs)
  }

  return Object.assign(call, {
    explain(given: { readonly time?: number } = {}): Explanation {
      checkOptions('explain', given, ['time'])
      const { time = 0 } = given
      const wanted = 'the number of runs to time, an integer of 0 or more'
      checkGiven('explain: time', time, Number.isInteger(time) && time >= 0, wanted)
      if (last !== null) return explain(last.program, time)
      throw new TraceError('compile: there is no program to explain yet; call the compiled function first.')
    },
  })
}

function checkGiven(what: string, value: unknown, isRight: boolean, wanted: string): void {
  if (isRight) return
  const shown = typeof value === 'string' ? `"${value}"` : String(value)
  throw new DomainError(`${what} is ${shown}; give ${wanted}.`)
}

function build<A extends readonly unknown[], Y>(
  f: (...args: A) => Y,
  args: A,
  flat: Flat,
  { threads, donate, checkFinite }: Required<CompileOptions>,
): Entry<Y> {
  const results: Y[] = []
  const recordOnce = () =>
    graphOf(
      record(
        (...xs: A) => {
          const result = f(...xs)
          if (result instanceof Promise) {
            result.catch(() => {}) // nobody will wait for it
            throw new TraceError(
              'compile: the function is async, and what it gives is not there once it has been recorded. Wait for what ' +
                'it needs before, give that as an argument, and return tensors.',
            )
          }
          flatten([result]) // a set must hold no tensor here, either
          results.push(result)
          return result
        },
        ...args,
      ),
    )
  const recorded = recordOnce()
  checkSame(expand(recorded), expand(recordOnce())) // what composed ops do must be the same, too
  const [result] = results as [Y, Y] // one of each recording
  const graph = optimise(recorded)
  const donated = donatedPairs(args, donate, result)
  const instructions = instructionSet()
  return {
    signature: flat.signature,
    instructions,
    program:
      instructions === 'none'
        ? new InterpretedProgram(graph, threads)
        : new Program(graph, { fused: instructions === 'relaxed', donated: checkFinite ? [] : donated, threads }),
    checkedBy: checkFinite ? recorded : null,
    rebuild: rebuildOf(result),
  }
}
