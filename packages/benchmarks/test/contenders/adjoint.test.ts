import { describe, expect, test } from 'vitest'
import { contender } from '../../src/contenders/adjoint/index.ts'
import { readVariant } from '../../src/contenders/adjoint/variant.ts'
import { reference } from '../../src/contenders/by-hand/index.ts'
import { disagreement } from '../../src/engine/agreement.ts'
import { sampleOf, type Task } from '../../src/engine/task.ts'

const sample = sampleOf(40)
const input = { scale: 1, offset: 1 }
const tasks: readonly (readonly [string, Task])[] = [
  ['matmul', { kind: 'matmul', m: 8, k: 6, n: 5, sample }],
  ['gradient', { kind: 'gradient', n: 40, input, sample }],
  ...(['add', 'exp', 'log', 'sigmoid', 'tanh'] as const).map(
    (op) => [op, { kind: 'elementwise', op, n: 40, input, sample }] as const,
  ),
]

describe.each(['eager', 'compiled'])('%s', (variant) => {
  test.each(tasks)('%s computes what is right', async (_, task) => {
    const run = await contender.prepare(task, variant)
    run.reset()
    await run.step()
    expect(disagreement(run.result(), reference(task, 1))).toBeNull()
    expect(run.engine).toMatch(`Adjoint, ${variant}`)
  })
})

test('a variant is read from its name', () => {
  expect(readVariant('compiled')).toEqual({ compiled: true, dtype: 'float32', threads: 1 })
  expect(readVariant('eager')).toEqual({ compiled: false, dtype: 'float32', threads: 1 })
  expect(readVariant('compiled-float64')).toEqual({ compiled: true, dtype: 'float64', threads: 1 })
  expect(readVariant('threads-2')).toEqual({ compiled: true, dtype: 'float32', threads: 2 })
})
