import { describeReference } from '../reference.ts'

describeReference('activation')
