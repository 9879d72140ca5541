import { describeReference } from '../reference.ts'

describeReference('arithmetic')
