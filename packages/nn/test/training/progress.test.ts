import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ProgressStream, progressOn } from '../../src/training/progress.ts'

/** A stream that keeps what is written. */
function fakeStream(kind: Omit<ProgressStream, 'write'> = {}) {
  const written: string[] = []
  return { ...kind, written, write: (text: string) => written.push(text) }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('in a terminal', () => {
  const terminal = { isTTY: true, columns: 100 }

  it('draws one line again and again', () => {
    const stream = fakeStream(terminal)
    const progress = progressOn(stream)
    vi.advanceTimersByTime(2000)
    progress.draw(1, 4, 'loss 0.5')
    vi.advanceTimersByTime(2000)
    progress.finish(4, 4, 'loss 0.1')
    expect(stream.written).toEqual([
      '\r\u001b[2K█████░░░░░░░░░░░░░░░ epoch 1/4  loss 0.5  6.0 s left',
      '\r\u001b[2K████████████████████ epoch 4/4  loss 0.1  in 4.0 s\n',
    ])
  })

  it('does not count the epochs before a checkpoint, which took no time now', () => {
    const stream = fakeStream(terminal)
    const progress = progressOn(stream)
    vi.advanceTimersByTime(2000)
    progress.draw(92, 100, 'loss 0.5', 2)
    expect(stream.written[0]).toContain('epoch 92/100  loss 0.5  8.0 s left')
  })

  it('leaves a line that nobody finished', () => {
    const stream = fakeStream(terminal)
    const progress = progressOn(stream)
    progress.close()
    expect(stream.written).toEqual([])
    progress.draw(1, 4, 'loss 0.5')
    progress.close()
    progress.close()
    expect(stream.written.slice(1)).toEqual(['\n'])
    progress.finish(4, 4, 'loss 0.1')
    progress.close()
    expect(stream.written).toHaveLength(3)
  })

  it('is due four times a second', () => {
    const progress = progressOn(fakeStream(terminal))
    expect(progress.due).toBe(false)
    vi.advanceTimersByTime(249)
    expect(progress.due).toBe(false)
    vi.advanceTimersByTime(1)
    expect(progress.due).toBe(true)
    progress.draw(1, 2, '')
    expect(progress.due).toBe(false)
  })

  it.each([20, 40, 0, undefined])('never wraps in %s columns', (columns) => {
    const stream = fakeStream({ isTTY: true, ...(columns !== undefined && { columns }) })
    progressOn(stream).finish(1, 2, 'x'.repeat(200))
    const [line = ''] = stream.written
    expect(line.replace('\r\u001b[2K', '')).toHaveLength(columns || 80) // the newline is one of them; some terminals say 0
    expect(line.endsWith('\n')).toBe(true)
  })
})

describe('in a file', () => {
  it('writes a plain line, first after a second, then every ten', () => {
    const stream = fakeStream()
    const progress = progressOn(stream)
    const dueAfter = [0, 999, 1, 9999, 1].map((ms) => {
      vi.advanceTimersByTime(ms)
      if (!progress.due) return false
      progress.draw(1000, 10_000, 'loss 0.5')
      return true
    })
    expect(dueAfter).toEqual([false, false, true, false, true])
    progress.finish(10_000, 10_000, 'loss 0.1')
    expect(stream.written).toEqual([
      'epoch 1,000/10,000  loss 0.5  9.0 s left\n',
      'epoch 1,000/10,000  loss 0.5  1:39 left\n',
      'epoch 10,000/10,000  loss 0.1  in 11.0 s\n',
    ])
  })

  it('does not say what is left at an end before the last epoch', () => {
    const stream = fakeStream()
    const progress = progressOn(stream)
    vi.advanceTimersByTime(125_000)
    progress.finish(3, 10, 'loss 0.5')
    expect(stream.written).toEqual(['epoch 3/10  loss 0.5  in 2:05\n'])
  })
})
