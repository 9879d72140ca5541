import { describeReference } from '../reference.ts'

describeReference('scan')
