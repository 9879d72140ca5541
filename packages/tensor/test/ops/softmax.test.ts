import { describeReference } from '../reference.ts'

describeReference('softmax')
