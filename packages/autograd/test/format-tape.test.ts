import { checkpoint, record, Tape } from '@adjoint/autograd'
import { matmul, relu, scope, stack, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('a line a node, in columns', () => {
  const tape = new Tape()
  const x = tape.input(tensor([[1, -2]]), 'x')
  const w = tape.input(tensor([[3], [4]]), 'fc1.weight')
  const y = scope('fc1', () => relu(matmul(x, w).add(7.25)))
  const adjoints = tape.backward(y.sum({ axis: 0 }))
  expect(tape.toString(adjoints)).toBe(
    [
      '%00  x           f32[1,2]  input             adjoint f32[1,2]  |.| = 5',
      '%01  fc1.weight  f32[2,1]  input             adjoint f32[2,1]  |.| = 2.24',
      '%02  fc1/matmul  f32[1,1]  matmul %00 %01    adjoint f32[1,1]  = 1',
      '%03  fc1/add     f32[1,1]  add %02 7.25      adjoint f32[1,1]  = 1',
      '%04  fc1/relu    f32[1,1]  relu %03          adjoint f32[1,1]  = 1',
      '%05  sum         f32[1]    sum %04 axes=[0]  adjoint f32[1]  = 1',
    ].join('\n'),
  )
})

test('without adjoints there is no column for them; larger constants are shown by shape', () => {
  expect(String(record((x: Tensor) => x.mul(tensor([3, 4])), tensor([1, 2])))).toBe(
    '%00  x0   f32[2]  input\n%01  mul  f32[2]  mul %00 f32[2]',
  )
})

test('what cannot be said in a few words is left out: numbers that a checkpoint closes over, say', () => {
  const c = tensor(Array.from({ length: 1000 }, (_, i) => i))
  const f = checkpoint((x: Tensor): Tensor => x.mul(c).sum())
  expect(String(record((x: Tensor) => f(x), c)).length).toBeLessThan(200)
})

test('a node without an adjoint shows none', () => {
  const tape = new Tape()
  const x = tape.input(tensor(1), 'x')
  x.mul(2)
  const lines = tape.toString(tape.backward(x.mul(3))).split('\n')
  expect(lines[1]).not.toContain('adjoint')
  expect(lines[2]).toContain('adjoint')
})

test('every node has its line, numbered with equally many digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 150 }), (count) => {
      const tape = new Tape()
      let y: Tensor = tape.input(tensor(1), 'x')
      for (let i = 0; i < count; i++) y = y.mul(2)
      const lines = String(tape).split('\n')
      expect(lines).toHaveLength(count + 1)
      expect(new Set(lines.map((line) => line.indexOf(' '))).size).toBe(1)
      lines.forEach((line, i) => {
        expect(Number(line.slice(1, line.indexOf(' ')))).toBe(i)
      })
    }),
    { numRuns: 20 },
  )
})

test('a node of many operands does not make the lines of others longer', () => {
  const tape = new Tape()
  const x = tape.input(tensor(1), 'x')
  const y = stack(new Array<Tensor>(1000).fill(x)).sum()
  const [first = '', second = '', last = ''] = tape.toString(tape.backward(y)).split('\n')
  expect(second.length).toBeGreaterThan(3000)
  expect(Math.max(first.length, last.length)).toBeLessThan(200)
})
