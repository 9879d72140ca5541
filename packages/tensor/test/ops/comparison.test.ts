import { describeReference } from '../reference.ts'

describeReference('comparison')
