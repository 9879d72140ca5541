import { Bytes } from './bytes.ts'
import { i32, type Statement, type Value, type ValueType } from './instructions.ts'

/** A variable of a function. */
export interface Local<T extends ValueType> extends Value<T> {
  set(value: Value<T>): Statement
}

const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }

/** Writes the code of a type. */
export function writeType(out: Bytes, type: ValueType): void {
  out.byte(typeCodes[type])
}

/** Writes a function statement by statement: variables, assignments, loops. What is asked for is written at once. */
export class FunctionBuilder {
  readonly #parameters: readonly ValueType[]
  readonly #locals: ValueType[] = []
  readonly #first = new Bytes()
  readonly #code = new Bytes()

  constructor(parameters: readonly ValueType[]) {
    this.#parameters = parameters
  }

  /** The n-th parameter, of that type. */
  parameter<T extends ValueType>(index: number, type: T): Local<T> {
    if (this.#parameters[index] !== type) {
      throw new TypeError(`parameter ${index} is ${this.#parameters[index] ?? 'missing'}, not ${type}.`)
    }
    return new Variable(index, type)
  }

  /** A new variable; it is 0 at first. */
  local<T extends ValueType>(type: T): Local<T> {
    return new Variable(this.#parameters.length + this.#locals.push(type) - 1, type)
  }

  /** A new variable with a value. */
  let<T extends ValueType>(value: Value<T>): Local<T> {
    const variable = this.local<T>(value.type)
    variable.set(value).write(this.#code)
    return variable
  }

  /**
   * A new variable that gets its value before all statements, wherever this is called: what a loop uses and need not
   * compute again. The value may use parameters and earlier variables of this kind, and nothing else.
   */
  first<T extends ValueType>(value: Value<T>): Local<T> {
    const variable = this.local<T>(value.type)
    variable.set(value).write(this.#first)
    return variable
  }

  /** Adds statements. */
  run(...statements: readonly Statement[]): void {
    for (const statement of statements) statement.write(this.#code)
  }

  /** A loop that runs while a condition holds; `body` adds its statements. */
  while(condition: Value<'i32'>, body: () => void): void {
    const code = this.#code
    code.coded(0x02, 0x40) // block
    code.coded(0x03, 0x40) // loop
    i32.eqz(condition).write(code)
    code.coded(0x0d, 1) // leave the block
    body()
    code.coded(0x0c, 0) // begin the loop again
    code.byte(0x0b)
    code.byte(0x0b)
  }

  /** A loop of so many rounds, one at least, counted by a variable of its own. */
  repeat(times: number | Value<'i32'>, body: () => void): void {
    const code = this.#code
    const left = this.let(typeof times === 'number' ? i32.const(times) : times)
    code.coded(0x03, 0x40) // loop
    body()
    left.set(i32.sub(left, i32.const(1))).write(code)
    left.write(code)
    code.coded(0x0d, 0) // begin the loop again
    code.byte(0x0b)
  }

  /** Statements that run only where a condition holds. */
  if(condition: Value<'i32'>, body: () => void): void {
    const code = this.#code
    condition.write(code)
    code.coded(0x04, 0x40) // if
    body()
    code.byte(0x0b)
  }

  /** Evaluates a value for what else it does. */
  drop(value: Value<ValueType>): void {
    value.write(this.#code)
    this.#code.byte(0x1a)
  }

  /** Counts a variable from where it stands up to `end`, in steps. */
  count(variable: Local<'i32'>, end: Value<'i32'>, step: number, body: () => void): void {
    this.while(i32.lt(variable, end), () => {
      body()
      this.run(variable.set(i32.add(variable, i32.const(step))))
    })
  }

  /** The function's code as the code section holds it. */
  write(out: Bytes): void {
    const runs: { readonly type: ValueType; count: number }[] = [] // of variables of one type
    for (const type of this.#locals) {
      const last = runs.at(-1)
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    out.unsigned(runs.length)
    for (const { type, count } of runs) {
      out.unsigned(count)
      writeType(out, type)
    }
    out.append(this.#first.written)
    out.append(this.#code.written)
    out.byte(0x0b)
  }
}

class Variable<T extends ValueType> implements Local<T> {
  readonly index: number
  readonly type: T

  constructor(index: number, type: T) {
    this.index = index
    this.type = type
  }

  write(out: Bytes): void {
    out.coded(0x20, this.index)
  }

  set(value: Value<T>): Statement {
    return new Assignment(this.index, value)
  }
}

class Assignment implements Statement {
  readonly index: number
  readonly value: Value<ValueType>

  constructor(index: number, value: Value<ValueType>) {
    this.index = index
    this.value = value
  }

  write(out: Bytes): void {
    this.value.write(out)
    out.coded(0x21, this.index)
  }
}
