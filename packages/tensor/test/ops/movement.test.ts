import { describeReference } from '../reference.ts'

describeReference('movement')
