import { z } from 'zod'
import { instant } from '../common.ts'
import { campaignForecast } from './planning.ts'
import { campaignStatus, campaignState } from './running.ts'

const name = z.string().min(1).max(63)

/** How far a mass reset is, for its operators. People in waves; what is done by hand is counted apart. */
export const campaignProgress = z.object({
  campaign: name,
  state: campaignState,
  /** When this was read. */
  at: instant,
  /** `back`: of those done, who has a newer password by now. */
  people: z.object({ accounts: z.int(), done: z.int(), back: z.int(), failed: z.int(), exempt: z.int() }),
  byHand: z.object({ accounts: z.int(), done: z.int() }),
  /** How many were still to be done, at the end of each hour in which some were; of more than 500, of each day. */
  left: z.array(z.object({ at: instant, accounts: z.int() })),
  waves: z.array(
    z.object({
      number: z.int(),
      day: z.string(),
      /** Whom the simulation put there. */
      planned: z.int(),
      /** Whom chance put there when the scope was frozen. */
      accounts: z.int(),
      done: z.int(),
      back: z.int(),
    }),
  ),
  /** The help desk from twelve hours ago to twelve hours ahead. `counted`: as its telephone did; null: not told. */
  desk: z.array(
    z.object({ from: instant, expected: z.number(), expectedHigh: z.number(), counted: z.int().nullable() }),
  ),
  /** Of the hours that are over and were counted. */
  calls: z.object({ expected: z.number(), counted: z.int() }),
  pace: campaignStatus.shape.pace,
  failures: z.array(z.object({ why: z.string(), accounts: z.int(), names: z.array(z.string()) })),
  stragglers: campaignStatus.shape.stragglers,
})
export type CampaignProgress = z.infer<typeof campaignProgress>

/** `size`: people a day, instead of the plan's. */
export const tryWaves = z.strictObject({ campaign: name, size: z.int().min(1).max(10_000_000) })
/** null: there is no simulation of this plan yet. */
export const wavesTried = z.object({ forecast: campaignForecast.nullable() })

/** What the help desk's telephone counted, hour by hour; an hour that is told again is corrected. */
export const tellCalls = z.strictObject({
  campaign: name,
  hours: z
    .array(z.strictObject({ from: instant, calls: z.int().min(0).max(1_000_000) }))
    .min(1)
    .max(10_000),
  by: z.string().trim().min(1).max(80),
})
export const callsTold = z.object({ hours: z.int() })
