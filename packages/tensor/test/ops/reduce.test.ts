import { describeReference } from '../reference.ts'

describeReference('reduce')
