import type { Definition, Expression } from './expression.ts'
import { type Style, signs, writeOp } from './notation.ts'
import { numeral, type Written, written } from './written.ts'

/** What a symbol is written as: its name, or the numbers that stand for it. */
export type Read = (name: string) => Written

/** A tree as text. */
export function write(x: Expression, read: Read, style: Style): Written {
  if (x.kind === 'number') return numeral(x.value)
  if (x.kind === 'symbol') return read(x.name)
  const operands = x.operands.map((operand) => write(operand, read, style))
  return x.kind === 'scalar' ? signs[x.name](operands, style) : writeOp(x.op, x.attrs, operands, style)
}

/** A formula as text, and behind it what its parts are. */
export function writeDefinition({ body, parts }: Definition, read: Read, style: Style): Written {
  const main = write(body, read, style)
  if (parts.length === 0) return main
  const where = parts.map((part) => {
    const [name, meaning] = [read(part.name), write(part.body, read, style)]
    return written(`${name.unicode} = ${meaning.unicode}`, `${name.latex} = ${meaning.latex}`)
  })
  return written(
    `${main.unicode}, where ${where.map((one) => one.unicode).join(', ')}`,
    `${main.latex},\\quad\\text{where } ${where.map((one) => one.latex).join(', ')}`,
    0,
  )
}
