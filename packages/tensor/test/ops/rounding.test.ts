import { describeReference } from '../reference.ts'

describeReference('rounding')
