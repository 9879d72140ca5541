import type { Data } from '@adjoint/nn'
import { decisionBoundary, table } from '@adjoint/viz'
import columnsOf from 'string-width'
import { accuracyOf, largestDifference, pointsOf, type Standing, timePerEpoch } from './race.ts'

const BAR = 24
const GAP = '   '
const LEAST_BOUNDARY = 30

/** All of them side by side, as they stand now. */
export function standingsTable(standings: readonly Standing[], test: Data, width: number, color: boolean): string {
  const rows = standings.map((standing) => ({
    '': standing.contender.name,
    computes: standing.contender.engine,
    loss: standing.losses.at(-1)?.toFixed(5),
    'test accuracy': accuracyOf(standing, test).toFixed(3),
    'ms per epoch': Number(timePerEpoch(standing).toFixed(1)),
  }))
  return table(rows, { width, color })
}

/** Shows the race while it runs: a table that is redrawn in place in a terminal, a line now and then in a file. */
export function liveDisplay(standings: readonly Standing[], epochs: number, test: Data, color: boolean) {
  const { stderr } = process
  const every = Math.max(1, Math.ceil(epochs / 10))
  const started = performance.now()
  let drawn = 0
  let height = 0

  const left = (epoch: number) =>
    `${Math.round(((performance.now() - started) / epoch / 1000) * (epochs - epoch))} s left`
  const redraw = (epoch: number) => {
    const full = Math.round((epoch / epochs) * BAR)
    const bar = '█'.repeat(full) + '░'.repeat(BAR - full)
    const lines = [
      `${bar} epoch ${epoch}/${epochs}  ${left(epoch)}`,
      ...standingsTable(standings, test, (stderr.columns ?? 80) - 1, color).split('\n'),
    ]
    stderr.write(`${erase()}${lines.join('\n')}\n`)
    height = lines.length
  }
  const erase = () => (height === 0 ? '' : `\u001b[${height}A\u001b[J`)
  const line = (epoch: number) => {
    const parts = standings.map(
      (standing) =>
        `${standing.contender.name} ${standing.losses.at(-1)?.toFixed(4)}, ${timePerEpoch(standing).toFixed(1)} ms`,
    )
    stderr.write(`epoch ${epoch}/${epochs}: ${parts.join('; ')}; ${left(epoch)}\n`)
  }
  return {
    update(epoch: number): void {
      if (stderr.isTTY !== true) {
        if (epoch % every === 0) line(epoch)
      } else if (performance.now() - drawn > 200) {
        redraw(epoch)
        drawn = performance.now()
      }
    },
    /** Takes the table away again: the final one comes in its place. */
    end(): void {
      if (stderr.isTTY === true) stderr.write(erase())
      height = 0
    },
  }
}

/** The decision boundaries next to each other where there is room, below each other where there is not. */
export function boundaries(standings: readonly Standing[], test: Data, width: number, color: boolean): string {
  const beside = Math.floor((width - GAP.length * (standings.length - 1)) / standings.length)
  const room = beside >= LEAST_BOUNDARY
  const plots = standings.map(({ contender }) =>
    decisionBoundary(
      { points: pointsOf(test), labels: test.y.toTypedArray(), predict: (points) => contender.predict(points) },
      { title: contender.name, width: room ? Math.min(beside, 48) : width, height: 12, color },
    ).split('\n'),
  )
  if (!room) return plots.map((lines) => lines.join('\n')).join('\n\n')
  const widths = plots.map((lines) => Math.max(...lines.map((line) => columnsOf(line))))
  const height = Math.max(...plots.map((lines) => lines.length))
  const rows = Array.from({ length: height }, (_, i) =>
    plots
      .map((lines, j) => (lines[i] ?? '') + ' '.repeat((widths[j] ?? 0) - columnsOf(lines[i] ?? '')))
      .join(GAP)
      .trimEnd(),
  )
  return rows.join('\n')
}

/** The largest differences between the loss curves, for each pair. */
export function differencesTable(standings: readonly Standing[], width: number, color: boolean): string {
  const rows = standings.flatMap((a, i) =>
    standings.slice(i + 1).map((b) => ({
      'loss curves': `${a.contender.name} and ${b.contender.name}`,
      'differ by at most': largestDifference(a, b).toExponential(1),
    })),
  )
  return table(rows, { width, color })
}
