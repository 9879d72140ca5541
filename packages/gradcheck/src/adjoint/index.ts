export { adjoint } from './adapter.ts'
export { exchange } from './exchange.ts'
export { type PlantedBug, plant, plantedBugs } from './planted-bugs.ts'
export { vocabulary } from './vocabulary.ts'
