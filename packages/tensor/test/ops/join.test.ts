import { describeReference } from '../reference.ts'

describeReference('join')
