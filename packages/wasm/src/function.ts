import type { Bytes } from './bytes.ts'
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

/** Writes a function statement by statement: variables, assignments, loops. Statements are added in the order of the calls. */
export class FunctionBuilder {
  readonly #parameters: readonly ValueType[]
  readonly #locals: ValueType[] = []
  readonly #first: Statement[] = []
  #statements: Statement[] = []

  constructor(parameters: readonly ValueType[]) {
    this.#parameters = parameters
  }

  /** The n-th parameter, of that type. */
  parameter<T extends ValueType>(index: number, type: T): Local<T> {
    if (this.#parameters[index] !== type) {
      throw new TypeError(`parameter ${index} is ${this.#parameters[index] ?? 'missing'}, not ${type}.`)
    }
    return local(index, type)
  }

  /** A new variable; it is 0 at first. */
  local<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type)
    return local(this.#parameters.length + this.#locals.length - 1, type)
  }

  /** A new variable with a value. */
  let<T extends ValueType>(value: Value<T>): Local<T> {
    const variable = this.local<T>(value.type)
    this.run(variable.set(value))
    return variable
  }

  /**
   * A new variable that gets its value before all statements, wherever this is called: what a loop uses and need not
   * compute again. The value may use parameters and earlier variables of this kind, and nothing else.
   */
  first<T extends ValueType>(value: Value<T>): Local<T> {
    const variable = this.local<T>(value.type)
    this.#first.push(variable.set(value))
    return variable
  }

  /** Adds statements. */
  run(...statements: readonly Statement[]): void {
    this.#statements.push(...statements)
  }

  /** A loop that runs while a condition holds; `body` adds its statements. */
  while(condition: Value<'i32'>, body: () => void): void {
    const inside = this.#inside(body)
    this.run({
      write(out) {
        out.byte(0x02) // block
        out.byte(0x40)
        out.byte(0x03) // loop
        out.byte(0x40)
        i32.eqz(condition).write(out)
        out.byte(0x0d) // leave the block
        out.unsigned(1)
        for (const statement of inside) statement.write(out)
        out.byte(0x0c) // begin the loop again
        out.unsigned(0)
        out.byte(0x0b)
        out.byte(0x0b)
      },
    })
  }

  /** A loop of so many rounds, one at least, counted by a variable of its own. */
  repeat(times: number | Value<'i32'>, body: () => void): void {
    const left = this.let(typeof times === 'number' ? i32.const(times) : times)
    const inside = this.#inside(() => {
      body()
      this.run(left.set(i32.sub(left, i32.const(1))))
    })
    this.run({
      write(out) {
        out.byte(0x03) // loop
        out.byte(0x40)
        for (const statement of inside) statement.write(out)
        left.write(out)
        out.byte(0x0d) // begin the loop again
        out.unsigned(0)
        out.byte(0x0b)
      },
    })
  }

  /** Statements that run only where a condition holds. */
  if(condition: Value<'i32'>, body: () => void): void {
    const inside = this.#inside(body)
    this.run({
      write(out) {
        condition.write(out)
        out.byte(0x04) // if
        out.byte(0x40)
        for (const statement of inside) statement.write(out)
        out.byte(0x0b)
      },
    })
  }

  /** Evaluates a value for what else it does. */
  drop(value: Value<ValueType>): void {
    this.run({
      write(out) {
        value.write(out)
        out.byte(0x1a)
      },
    })
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
    out.unsigned(this.#locals.length)
    for (const type of this.#locals) {
      out.unsigned(1)
      writeType(out, type)
    }
    for (const statement of [...this.#first, ...this.#statements]) statement.write(out)
    out.byte(0x0b)
  }

  /** The statements that `body` adds, taken out of the list. */
  #inside(body: () => void): readonly Statement[] {
    const outside = this.#statements
    this.#statements = []
    body()
    const inside = this.#statements
    this.#statements = outside
    return inside
  }
}

function local<T extends ValueType>(index: number, type: T): Local<T> {
  return {
    type,
    write(out) {
      out.byte(0x20)
      out.unsigned(index)
    },
    set: (value) => ({
      write(out) {
        value.write(out)
        out.byte(0x21)
        out.unsigned(index)
      },
    }),
  }
}
