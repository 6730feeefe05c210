import { text } from 'node:stream/consumers'
import { openPolicyFile, type LogonsConfig } from '../open.ts'
import { setPolicy, type PolicyKey } from '../policy/set.ts'

/** Sets one thing on the computer it runs on, for `policy-suite.ts`; arguments as JSON on standard input, the outcome on output. */
export interface PolicyCall {
  readonly config: LogonsConfig
  readonly key: PolicyKey
  readonly value: boolean | number | null
}

const { config, key, value } = JSON.parse(await text(process.stdin)) as PolicyCall
const policy = await openPolicyFile(config, () => Date.now())
process.stdout.write(JSON.stringify({ outcome: await setPolicy(key, value, policy), file: policy.file }))
