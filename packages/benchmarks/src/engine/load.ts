import { availableParallelism, loadavg } from 'node:os'

/** Says that the machine has other work to do, which medians bear only up to a point; null where it has little. */
export function busyText([load = 0] = loadavg(), cores = availableParallelism()): string | null {
  if (load <= cores / 2) return null
  return `The machine is busy (load ${load.toFixed(1)} on ${cores} cores): times will be too long, and not all by the same.`
}
