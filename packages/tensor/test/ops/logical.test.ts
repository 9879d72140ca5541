import { describeReference } from '../reference.ts'

describeReference('logical')
