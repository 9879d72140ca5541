import { describeReference } from '../reference.ts'

describeReference('hyperbolic')
