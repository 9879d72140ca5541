// The smallest file of the ONNX format that multiplies two matrices, in the wire format of protocol buffers.

/** A model of one MatMul: a [m, k], b [k, n], float32, to c. */
export function matmulModel(m: number, k: number, n: number): Uint8Array {
  const node = [...text(1, 'a'), ...text(1, 'b'), ...text(2, 'c'), ...text(4, 'MatMul')]
  const graph = [
    ...message(1, node),
    ...text(2, 'matmul'),
    ...message(11, value('a', [m, k])),
    ...message(11, value('b', [k, n])),
    ...message(12, value('c', [m, n])),
  ]
  const opset = number(2, 13)
  return Uint8Array.from([...number(1, 8), ...message(7, graph), ...message(8, opset)])
}

/** A value of that name: its type is a tensor of float32 (1) of that shape. */
function value(name: string, shape: readonly number[]): number[] {
  const dimensions = shape.flatMap((size) => message(1, number(1, size)))
  const tensor = [...number(1, 1), ...message(2, dimensions)]
  return [...text(1, name), ...message(2, message(1, tensor))]
}

const number = (field: number, value: number): number[] => [field << 3, ...varint(value)]
const message = (field: number, bytes: readonly number[]): number[] => [
  (field << 3) | 2,
  ...varint(bytes.length),
  ...bytes,
]
const text = (field: number, value: string): number[] => message(field, [...Buffer.from(value)])

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}
