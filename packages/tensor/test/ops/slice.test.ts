import { describeReference } from '../reference.ts'

describeReference('slice')
