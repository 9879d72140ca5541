import { describeReference } from '../reference.ts'

describeReference('statistics')
