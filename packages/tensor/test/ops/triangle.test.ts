import { describeReference } from '../reference.ts'

describeReference('triangle')
