import { describeReference } from '../reference.ts'

describeReference('trigonometric')
