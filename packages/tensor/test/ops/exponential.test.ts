import { describeReference } from '../reference.ts'

describeReference('exponential')
