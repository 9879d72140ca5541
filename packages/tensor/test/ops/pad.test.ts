import { describeReference } from '../reference.ts'

describeReference('pad')
