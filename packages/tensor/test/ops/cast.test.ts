import { describeReference } from '../reference.ts'

describeReference('cast')
