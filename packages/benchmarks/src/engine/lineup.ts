import type { Interruption } from '../interruption.ts'
import { install, type Peer } from '../peers/install.ts'
import { disagreement } from './agreement.ts'
import { type Child, start } from './child.ts'
import type { Entrant } from './entrants.ts'
import type { Racer } from './race.ts'
import type { Task } from './task.ts'

/** An entrant whose process runs, has prepared the task, and computes it rightly. */
export interface Ready extends Racer {
  readonly entrant: Entrant
  readonly engine: string
}

/** Why an entrant does not take part. */
export interface Absence {
  readonly entrant: Entrant
  readonly reason: string
}

/** The processes of a work's entrants: each is started once, and prepared for one case after the other. */
export class Lineup {
  readonly absences: Absence[] = []
  readonly #children = new Map<Entrant, Child>()

  constructor(entrants: readonly Entrant[], say: (text: string) => void) {
    const failed = new Map<Peer, string>()
    for (const entrant of entrants) {
      const { needs } = entrant
      try {
        if (needs !== null && !failed.has(needs)) install(needs, say)
      } catch (error) {
        if (needs !== null) failed.set(needs, messageOf(error))
      }
      const failure = needs === null ? undefined : failed.get(needs)
      if (failure === undefined) this.#children.set(entrant, start(entrant.program))
      else this.absences.push({ entrant, reason: failure })
    }
  }

  /**
   * Prepares all that are left for a task, and checks what they compute.
   *
   * @param right the results of so many steps
   */
  async prepare(
    task: Task,
    right: readonly number[],
    steps: number,
    interruption: Interruption,
    onOne: (done: number, of: number) => void,
  ): Promise<Ready[]> {
    const ready: Ready[] = []
    const children = [...this.#children]
    for (const [i, [entrant, child]] of children.entries()) {
      onOne(i, children.length)
      if (await interruption.stops()) return ready
      try {
        const { engine } = await child.ask({ ask: 'prepare', variant: entrant.variant, task })
        const { results } = await child.ask({ ask: 'check', steps })
        const wrong = disagreement(results, right)
        if (wrong !== null) throw new Error(`It is not timed, since ${wrong}.`)
        ready.push({
          entrant,
          engine,
          async burst(warmUp, steps) {
            return (await child.ask({ ask: 'burst', warmUp, steps })).microseconds
          },
        })
      } catch (error) {
        this.drop(entrant, messageOf(error))
      }
    }
    return ready
  }

  /** Ends an entrant's process: it takes no further part. */
  drop(entrant: Entrant, reason: string): void {
    this.absences.push({ entrant, reason })
    this.#children.get(entrant)?.end()
    this.#children.delete(entrant)
  }

  end(): void {
    for (const child of this.#children.values()) child.end()
  }
}

/** Their names: reasons may hold what is nobody's business on a page, such as a path. */
export function absentNames(absences: readonly Absence[]): string[] {
  return [...new Set(absences.map(({ entrant: { peer, variant } }) => `${peer} ${variant}`))]
}

/** One line for each peer and reason, with its variants: of a peer that is not there, none is. */
export function absencesText(absences: readonly Absence[]): string[] {
  const groups = Map.groupBy(absences, ({ entrant: { peer }, reason }) => `${peer}\n${reason}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const variants = new Set(group.map(({ entrant }) => entrant.variant))
    return [`Left out: ${first.entrant.peer} (${[...variants].join(', ')}). ${first.reason}`]
  })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
