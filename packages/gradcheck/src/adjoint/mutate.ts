import { type Rule, withRule } from '@adjoint/autograd'
import { apply, fromTypedArray, isFloat, mul, type Op, ops, Tensor } from '@adjoint/tensor'
import { smooth } from '../arbitraries/values.ts'
import { inputsOf, type OpExample } from '../laws/example.ts'
import { type FunctionMutant, type Mutant, mutantsOf, type RuleFunction, type TensorAlgebra } from '../mutate.ts'
import { cotangentOf, sameShape } from '../ndarray.ts'
import { adjoint } from './adapter.ts'
import { exchange, rerun } from './exchange.ts'

/** One op of a derivative table. */
export interface TableEntry {
  readonly op: Op
  readonly rule: Rule
  /** for sample arguments of the rule's parts */
  readonly example: OpExample<Tensor>
}

/**
 * Every op of a derivative table, wrong in one place, in every way that is known: a sign, a factor, a term or a factor left
 * out, another function, one argument taken for another, the cotangents in the wrong order. A rule of an op whose result has
 * no derivative is left out: nobody asks for it.
 *
 * @param table for each op, by its name, its rule and an example of its inputs
 */
export function mutate(table: Readonly<Record<string, TableEntry>>): Mutant<Rule>[] {
  return Object.entries(table).flatMap(([op, entry]) =>
    partsOf(entry).flatMap(({ name, mutants, replaced }) =>
      mutants.map(({ mutation, run }) => ({ op, mutation: `${name}: ${mutation}`, rule: replaced(run) })),
    ),
  )
}

/** An example whose op differentiates by another rule. */
export function withMutant(example: OpExample<Tensor>, op: Op, rule: Rule): OpExample<Tensor> {
  // a mutant has the form of the rule that it was made from, and so fits the op, whichever it is
  return { ...example, call: exchange(example.call, op, withRule(op, rule as Parameters<typeof withRule>[1])) }
}

/** A function of a rule, its mutants, and the rule with one of them in its place. */
interface Part {
  readonly name: string
  readonly mutants: readonly FunctionMutant[]
  replaced(run: RuleFunction): Rule
}

/** The parts of a rule, tried with the arguments that the engine gives it for the example. */
function partsOf({ op, rule, example }: TableEntry): Part[] {
  const [application] = applicationsOf(op, example)
  if (application === undefined) return []
  const { x, y, attrs } = application
  const g = adjoint.tensor(cotangentOf(adjoint.read(y)))
  const replacing = (name: string) => (run: RuleFunction) =>
    (Array.isArray(rule) ? rule.with(Number(name), run) : { ...rule, [name]: run }) as Rule // of the form it had
  if (Array.isArray(rule)) {
    return rule.flatMap((partial, k) => {
      if (!isFloat(x[k]?.dtype ?? 'bool')) return []
      return { name: `partial ${k}`, mutants: partialMutants(partial, [y, ...x]), replaced: replacing(`${k}`) }
    })
  }
  const dx = x.map(algebra.another)
  const args: Readonly<Record<string, readonly unknown[]>> = {
    transpose: [g, x, attrs],
    vjp: [g, y, x, attrs],
    jvp: [dx, y, x, attrs],
    left: [g, ...x, attrs],
    right: [g, ...x, attrs],
  }
  return Object.entries(rule).map(([name, part]: [string, unknown]) => ({
    name,
    mutants: partMutants(part, args[name] ?? []),
    replaced: replacing(name),
  }))
}

function partialMutants(partial: unknown, args: readonly unknown[]): FunctionMutant[] {
  if (partial === null) return [{ mutation: 'it is 1, not 0', run: () => 1 }]
  return typeof partial === 'number' ? partMutants(() => partial, args) : partMutants(partial, args)
}

function partMutants(part: unknown, args: readonly unknown[]): FunctionMutant[] {
  if (typeof part !== 'function') throw new TypeError(`a part of a rule is a ${typeof part}, not a function.`)
  const run: RuleFunction = (...given) => Reflect.apply(part, undefined, given)
  return [...mutantsOf(run, args, algebra), ...opMutants(run, args)]
}

const algebra: TensorAlgebra<Tensor> = {
  isTensor: (x) => x instanceof Tensor,
  scale: (x, factor) => mul(x, factor),
  same: (a, b) => String(adjoint.read(a).data) === String(adjoint.read(b).data),
  another: (x) => {
    const numbers = Float64Array.from({ length: x.size }, (_, place) => smooth(0, place + 101))
    return fromTypedArray(numbers, x.shape).astype(x.dtype)
  },
}

interface Application {
  readonly op: Op
  readonly x: readonly Tensor[]
  readonly attrs: unknown
  readonly y: Tensor
}

/** How a function applies its ops. */
function runOf(f: RuleFunction, args: readonly unknown[]): Application[] {
  const run: Application[] = []
  const noted = rerun(f, (op, x, attrs) => {
    const y = apply(op, x, attrs)
    run.push({ op, x, attrs, y })
    return y
  })
  noted(...args)
  return run
}

/** How the example applies its op, if that has a derivative. */
function applicationsOf(op: Op, { call, ...example }: OpExample<Tensor>): Application[] {
  const inputs = inputsOf({ call, ...example }).map((array) => adjoint.tensor(array))
  return runOf((...x) => call(...x.filter((one) => one instanceof Tensor)), inputs).filter(
    (one) => one.op === op && isFloat(one.y.dtype),
  )
}

/** The ops that are taken for each other. */
const partners: ReadonlyMap<Op, Op> = new Map<Op, Op>([
  [ops.add.op, ops.sub.op],
  [ops.sub.op, ops.add.op],
  [ops.mul.op, ops.div.op],
  [ops.mulAbsorbing.op, ops.add.op],
  [ops.div.op, ops.mul.op],
  [ops.maximum.op, ops.minimum.op],
  [ops.minimum.op, ops.maximum.op],
  [ops.greater.op, ops.less.op],
  [ops.less.op, ops.greater.op],
  [ops.equal.op, ops.notEqual.op],
  [ops.notEqual.op, ops.equal.op],
  [ops.exp.op, ops.expm1.op],
  [ops.log.op, ops.log1p.op],
  [ops.sigmoid.op, ops.tanh.op],
  [ops.square.op, ops.neg.op],
  [ops.sign.op, ops.abs.op],
  [ops.sum.op, ops.mean.op],
])

/** For each op that the part applies: one of its operands in its place (a term, a factor or a function left out), or another op. */
function opMutants(part: RuleFunction, args: readonly unknown[]): FunctionMutant[] {
  return runOf(part, args).flatMap(({ op, x, y }, at) => {
    const instead = (what: string, run: (op: Op, x: readonly Tensor[], attrs: unknown) => Tensor): FunctionMutant => ({
      mutation: `op ${at}, ${op.name}: ${what}`,
      run: rerun(part, (other, inputs, attrs, index) => (index === at ? run : apply)(other, inputs, attrs)),
    })
    const dropped = x.flatMap((operand, k) =>
      sameShape(operand.shape, y.shape) ? instead(`only its operand ${k}`, (_op, inputs) => inputs[k] ?? y) : [],
    )
    const partner = partners.get(op)
    return partner === undefined
      ? dropped
      : [...dropped, instead(`${partner.name} in its place`, (_op, ...rest) => apply(partner, ...rest))]
  })
}
