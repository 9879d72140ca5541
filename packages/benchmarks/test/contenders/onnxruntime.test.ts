import { expect, test } from 'vitest'
import { matmulModel } from '../../src/contenders/onnxruntime/model.ts'

/** The fields of a message: numbers, and the bytes of all others. */
function fields(bytes: Uint8Array): [field: number, value: number | Uint8Array][] {
  const found: [number, number | Uint8Array][] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const value = varint()
    if ((tag & 7) === 0) found.push([tag >> 3, value])
    else {
      found.push([tag >> 3, bytes.subarray(at, at + value)])
      at += value
    }
  }
  return found
}

const inside = (bytes: Uint8Array, ...path: number[]): Uint8Array =>
  path.reduce((outer, field) => {
    const [, value] = fields(outer).find(([candidate]) => candidate === field) ?? []
    return value instanceof Uint8Array ? value : new Uint8Array()
  }, bytes)

test('the model is one MatMul of a and b, with their shapes', () => {
  const model = matmulModel(900, 25, 50)
  const graph = inside(model, 7)
  expect(
    fields(inside(graph, 1)).map(([, value]) => value instanceof Uint8Array && String.fromCharCode(...value)),
  ).toEqual(['a', 'b', 'c', 'MatMul'])
  const shapes = fields(graph).flatMap(([field, value]) => {
    if ((field !== 11 && field !== 12) || !(value instanceof Uint8Array)) return []
    const dimensions = fields(inside(value, 2, 1, 2)) // its type, a tensor, its shape
    return [dimensions.map(([, dimension]) => dimension instanceof Uint8Array && fields(dimension)[0]?.[1])]
  })
  expect(shapes).toEqual([
    [900, 25],
    [25, 50],
    [900, 50],
  ])
})
