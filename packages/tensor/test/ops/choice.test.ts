import { describeReference } from '../reference.ts'

describeReference('choice')
