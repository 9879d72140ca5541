import { DomainError } from '../errors.ts'
import type { Fn } from '../op.ts'
import type { Tensor } from '../tensor.ts'

/** An op gives a tensor; a composition may give several. */
type Result = Tensor | readonly Tensor[]

type Call = (...args: never[]) => Result

/** How an op is called. */
interface Form {
  /** takes the tensor before the dot as its first argument; by default the function itself */
  readonly method?: Call
  /** how many arguments it takes at most; left out where the last one is options, which are checked, or any number is taken */
  readonly most?: number
}

/** An op as a function that carries its descriptor and its method form. */
export function callable<F extends Fn<unknown, unknown>>(op: F['op'], call: Call, form: Form = {}): F {
  const { method = call, most = Number.POSITIVE_INFINITY } = form
  const onTensor = function (this: never, ...args: never[]): Result {
    if (args.length >= most) throw tooMany(op, args, most - 1)
    return method(this, ...args)
  }
  const fn = (...args: never[]): Result => {
    if (args.length > most) throw tooMany(op, args, most)
    return call(...args)
  }
  // A signature F computes its result's shape from its arguments' types, which no body can prove, so this is a cast. Each
  // family's run-time rule is held against its signature by test/shape-rules.test.ts.
  const built: Fn<unknown, unknown> = Object.assign(fn, { op, method: onTensor })
  return built as F
}

/** What nobody would look at is a mistake: an option that the op does not have, say. */
function tooMany(op: unknown, args: readonly unknown[], most: number): DomainError {
  const name = typeof op === 'object' && op !== null && 'name' in op ? `${op.name}: ` : ''
  return new DomainError(
    `${name}${args.length} arguments were given, but at most ${most} are taken; leave the others out.`,
  )
}
