import { describeLists, describeReference } from '../reference.ts'

describeReference('rearrange')
describeLists('rearrange', 'splits', 'split')
