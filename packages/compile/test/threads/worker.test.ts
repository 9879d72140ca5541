import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { compileModule, createMemory, moduleOf } from '@adjoint/wasm'
import { expect, it } from 'vitest'
import { control } from '../../src/threads/meeting.ts'
import { workerSource } from '../../src/threads/worker.ts'

it.each(['commonjs', 'module'])('a worker whose program is taken for a %s gets ready', async (type) => {
  const memory = { initial: 1, maximum: 1, shared: true }
  const module = compileModule(moduleOf([], { memory }))
  const block = new Int32Array(new SharedArrayBuffer(4 * control.length))
  const counters = new Int32Array(new SharedArrayBuffer(0))
  const task = { module, memory: createMemory(memory), block, counters, control, phases: [], names: [] }
  const workerData = { ...task, thread: 1, threads: 2, panel: 0 }
  const worker = new Worker(workerSource, { eval: true, workerData, execArgv: [`--input-type=${type}`] })
  const errors: Error[] = []
  worker.on('error', (error: Error) => errors.push(error))
  while (Atomics.load(block, control.ready) === 0 && errors.length === 0) await setTimeout(5)
  await worker.terminate()
  expect(errors).toEqual([])
})
