// Pages of text in a terminal, turned forward and back by key.
import { emitKeypressEvents } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'

/** The parts of standard input and output that are used: a test gives others. */
export interface Terminal {
  readonly input: Pick<ReadStream, 'isRaw' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>
  readonly output: Pick<WriteStream, 'write' | 'rows' | 'columns' | 'on' | 'off'>
}

interface Key {
  readonly name?: string
  readonly sequence?: string
  readonly ctrl?: boolean
}

/** How the reading of pages ended. */
export type Ending = 'quit' | 'interrupted'

// The other screen, which leaves the first one as it was; no cursor; lines that are still too long are cut. And all of it back.
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l'
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l'
const clear = '\u001b[H\u001b[2J'

const help = '→ n  next    ← p  back    home end    q  quit'

/** Where a key leads from page `at`: to a page, or out. */
export function pageAfter(key: Key, at: number, count: number): number | Ending {
  const { name, sequence = '', ctrl = false } = key
  if (ctrl && (name === 'c' || name === 'd')) return 'interrupted'
  if (name === 'q' || name === 'escape') return 'quit'
  if (['right', 'down', 'n', 'space', 'return', 'pagedown'].includes(name ?? sequence))
    return Math.min(count - 1, at + 1)
  if (['left', 'up', 'p', 'backspace', 'pageup'].includes(name ?? sequence)) return Math.max(0, at - 1)
  if (name === 'home') return 0
  return name === 'end' ? count - 1 : at
}

/** A page as it is shown: as many lines as there is room for, and the keys below. */
export function screen(page: string, at: number, count: number, rows: number): string {
  const lines = page.split('\n')
  const room = Math.max(1, rows - 2)
  const shown = lines.length > room ? [...lines.slice(0, room - 1), '...'] : lines
  return `${clear}${shown.join('\r\n')}\r\n\r\n${at + 1}/${count}    ${help}`
}

/**
 * Shows pages until the reader leaves. Whatever happens, the terminal is then as it was before: after an error, too, and when
 * the process is told to end.
 *
 * @param pagesOf as many columns as the terminal has, which may change: always as many pages
 */
export async function turnPages(
  pagesOf: (columns: number) => readonly string[],
  { input, output }: Terminal,
): Promise<Ending> {
  const wasRaw = input.isRaw
  const restore = (): void => {
    output.write(leave)
    input.setRawMode(wasRaw)
    input.pause()
  }
  emitKeypressEvents(input as ReadStream)
  process.once('exit', restore)
  // as a shell says it; an interrupt comes from outside here: the key is read below
  const onSignal = (_name: string, number: number): never => process.exit(128 + number)
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, onSignal)
  input.setRawMode(true)
  input.resume()
  output.write(enter)
  try {
    return await read(pagesOf, { input, output })
  } finally {
    process.off('exit', restore)
    for (const signal of ['SIGTERM', 'SIGINT']) process.off(signal, onSignal)
    restore()
  }
}

function read(pagesOf: (columns: number) => readonly string[], { input, output }: Terminal): Promise<Ending> {
  return new Promise((resolve) => {
    let at = 0
    let pages: readonly string[] = []
    const show = (): void => {
      output.write(screen(pages[at] ?? '', at, pages.length, output.rows ?? 24))
    }
    const onKey = (_text: string | undefined, key: Key): void => {
      const next = pageAfter(key, at, pages.length)
      if (typeof next === 'number') {
        at = next
        show()
      } else {
        input.off('keypress', onKey)
        output.off('resize', layOut)
        resolve(next)
      }
    }
    const layOut = (): void => {
      pages = pagesOf(output.columns ?? 80)
      show()
    }
    input.on('keypress', onKey)
    output.on('resize', layOut)
    layOut()
  })
}
