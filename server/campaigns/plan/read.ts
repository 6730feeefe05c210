import { createHash } from 'node:crypto'
import type { CampaignProblem } from '@keyturn/contract'
import { readYaml } from '#kernel'
import { campaignPlan, type CampaignPlan } from './schema.ts'

/** A plan as it is sent: the file, and the tables that it names. */
export interface SentPlan {
  /** YAML. */
  readonly text: string
  readonly tables: ReadonlyMap<string, Uint8Array>
}

export type PlanRead =
  | { readonly ok: true; readonly plan: CampaignPlan }
  | { readonly ok: false; readonly problems: readonly CampaignProblem[] }

/** All problems at once, each with its line and what to write instead. */
export function readPlan(text: string): PlanRead {
  const read = readYaml(campaignPlan, text)
  return read.ok ? { ok: true, plan: read.value } : read
}

/** SHA-256 over the file and its tables, each with its length before it, so that no two plans are one. */
export function digestOf({ text, tables }: SentPlan): string {
  const hash = createHash('sha256')
  const sorted = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const parts = [Buffer.from(text), ...sorted.flatMap(([name, bytes]) => [Buffer.from(name), bytes])]
  for (const part of parts) hash.update(`${part.length}\n`).update(part)
  return hash.digest('hex')
}
