import { describeReference } from '../reference.ts'

describeReference('indexing')
