import { describeLists, describeReference } from '../reference.ts'

describeReference('sort')
describeLists('sort', 'tops', 'topK')
