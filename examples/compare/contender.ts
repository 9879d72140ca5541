import type { Data, Sequential } from '@adjoint/nn'
import type { Architecture } from '@adjoint/nn/by-hand'

export type Points = readonly (readonly [x: number, y: number])[]

/** What all of them do: this network from these weights, on these samples, by plain gradient descent on all of them. */
export interface Task {
  readonly architecture: Architecture
  /** the network before its first update */
  readonly model: Sequential
  readonly train: Data
  readonly lr: number
}

/** One way to train the network. */
export interface Contender {
  readonly name: string
  /** what computes, and in which precision */
  readonly engine: string
  /** One update on all training samples; gives the loss before it. */
  epoch(): number | Promise<number>
  /** The probability of class 1 at each point. */
  predict(points: Points): ArrayLike<number>
}
