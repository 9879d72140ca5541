import { describeReference } from '../reference.ts'

describeReference('selection')
