import { describeReference } from '../reference.ts'

describeReference('matmul')
