import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { fit, mse, sgd } from '../../src/index.ts'
import { listenForInterrupt } from '../../src/training/interrupt.ts'

const program = fileURLToPath(new URL('programs/endless.ts', import.meta.url))

/** A child process with what it has written so far. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk))
  return { child, text, ended: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]> }
}

async function until(child: ChildProcess, isTrue: () => boolean): Promise<void> {
  while (!isTrue() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10))
}

// Windows has no signals to send
describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it('stops the training; the program goes on with what was learnt, and ends as it says', {
    timeout: 30_000,
  }, async () => {
    const { child, text, ended } = start()
    await until(child, () => text.out.includes('training'))
    child.kill('SIGINT')
    const [status, signal] = await ended
    expect([status, signal]).toEqual([7, null])
    const result = JSON.parse(text.out.trim().split('\n').at(-1) ?? '')
    expect(result.stopped).toBe('interrupted')
    expect(result.epochs).toBeGreaterThanOrEqual(1000)
    expect(result.w).toBeCloseTo(2, 5)
    expect(text.err).toMatch(/epoch [\d,]+\/1,000,000,000 {2}loss \S+ {2}in \S+ s\n$/)
    expect(text.err).not.toContain('\u001b')
  })

  it('writes a checkpoint, from which the training goes on', { timeout: 30_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'adjoint-'))
    const path = join(folder, 'run.safetensors')
    const { child, text, ended } = start(path)
    await until(child, () => text.out.includes('training'))
    child.kill('SIGINT')
    expect(await ended).toEqual([7, null])
    const { epochs, w } = JSON.parse(text.out.trim().split('\n').at(-1) ?? '')
    const x = tensor([[1], [2], [3]])
    const loss = (w: Tensor, x: Tensor, y: Tensor) => mse(x.mul(w), y)
    const { history, model } = await fit(
      tensor(0) as Tensor,
      { x, y: x.mul(2) },
      { loss, optimizer: sgd({ lr: 0.01 }), epochs, resume: path, progress: false },
    )
    rmSync(folder, { recursive: true })
    expect([history.length, model.item()]).toEqual([epochs, w]) // where it was; no step was left to be done
  })

  it('ends the process the second time', { timeout: 30_000 }, async () => {
    const { child, text, ended } = start('--wait')
    await until(child, () => text.out.includes('training'))
    child.kill('SIGINT')
    await until(child, () => text.out.includes('interrupted'))
    child.kill('SIGINT')
    expect(await ended).toEqual([null, 'SIGINT'])
  })
})

describe('listening for Ctrl-C', () => {
  it('hears the first one, and leaves the second to the process', () => {
    const before = process.listenerCount('SIGINT')
    const interrupt = listenForInterrupt()
    expect([interrupt.requested, process.listenerCount('SIGINT')]).toEqual([false, before + 1])
    process.emit('SIGINT')
    expect([interrupt.requested, process.listenerCount('SIGINT')]).toEqual([true, before])
    interrupt.release()
    expect(process.listenerCount('SIGINT')).toBe(before)
  })

  it('stops listening when it is released', () => {
    const before = process.listenerCount('SIGINT')
    const interrupt = listenForInterrupt()
    interrupt.release()
    expect([interrupt.requested, process.listenerCount('SIGINT')]).toEqual([false, before])
  })
})
