import { laws, names } from './laws.ts'

for (const name of names) laws(name)
