import { checkFunction } from './given.ts'
import { Tape } from './tape.ts'
import { mapTensors, tensorsOf } from './tree.ts'

/**
 * Runs a function on shapes alone and returns the tape of what it did: no number is computed, and reading one inside f
 * is an error. This is what can be printed, drawn or compiled.
 *
 * @param f takes and returns trees of tensors
 * @param xs example arguments; only their shapes and dtypes count
 * @returns the tape, its `outputs` in the order in which they stand in f's result
 * @throws DomainError when f is no function; TraceError when f reads a recorded value
 * @example String(record((x: Tensor) => x.square().sum(), tensor([1, 2])))
 */
export function record<A extends readonly unknown[]>(f: (...xs: A) => unknown, ...xs: A): Tape {
  checkFunction('record: f', f)
  const tape = new Tape({ values: false })
  for (const output of tensorsOf(runOn(tape, f, xs))) tape.outputs.push(output)
  return tape
}

/** Puts the arguments on a new tape, runs the function there, and ends the recording; gives the result, on the tape. */
export function runOn<A extends readonly unknown[], Y>(tape: Tape, f: (...xs: A) => Y, xs: A): Y {
  const inputs = mapTensors(xs, (leaf, path) => tape.input(leaf, argumentName(path)))
  try {
    return f(...inputs)
  } finally {
    tape.close()
  }
}

/** How an argument is called on a tape: `0.layers.1.weight` without its number, where more than the number is left. */
function argumentName(path: string): string {
  const [index, ...rest] = path.split('.')
  return rest.length === 0 ? `x${index}` : rest.join('.')
}
