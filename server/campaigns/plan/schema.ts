import { campaignTrigger, segmentName, type CampaignWay, type SegmentName } from '@keyturn/contract'
import { z } from 'zod'

/** What each segment may be given; the first is what it gets where the plan says nothing. */
export const waysOf: Readonly<Record<SegmentName, readonly [CampaignWay, ...CampaignWay[]]>> = {
  privileged: ['manual'],
  service: ['owner-rotation', 'gmsa-sheet', 'manual'],
  'on-site': ['must-change', 'random-reset', 'falling-maximum-age', 'manual'],
  'remote-certificate-vpn': ['must-change', 'random-reset', 'falling-maximum-age', 'manual'],
  // A flag would lock them out: the VPN asks for the very password that has to be changed behind it.
  'remote-password-vpn': ['random-reset', 'falling-maximum-age', 'manual'],
  hybrid: ['entra-flag', 'must-change', 'random-reset', 'manual'],
  computers: ['manual'],
  krbtgt: ['krbtgt-twice', 'manual'],
  trusts: ['manual'],
}

// Without flags, which a JSON Schema has not: editors would refuse what is taken here.
const dn = z
  .string()
  .regex(/^([Oo][Uu]|[Cc][Nn]|[Dd][Cc])=/, 'write a distinguished name: OU=People,DC=corp,DC=example')
const name = z.string().trim().min(1, 'write a name').max(320)
const share = z.number().min(0, 'write a share from 0 to 1').max(1, 'write a share from 0 to 1')
const day = z.iso.date({ error: 'write a day as 2026-11-30' })
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const timeZone = z.string().refine(isTimeZone, 'write a time zone as Europe/Berlin')
const hours = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write hours as "08:00-17:00"')
  .refine((text) => text.slice(0, 5) < text.slice(6), 'ends before it begins: write hours of one day')
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'write the name of an attribute')
const usualDays = () => ['mon', 'tue', 'wed', 'thu', 'fri'] as const

/** For editors: what a refinement says is no part of a schema otherwise. */
const exactlyOne = (names: readonly string[]) => ({
  oneOf: names.map((each) => ({ type: 'object' as const, properties: { [each]: {} }, required: [each] })),
})

/** Exactly one of these, or it is not clear which accounts are meant. */
function one<T extends z.ZodRawShape>(shape: T) {
  const names = Object.keys(shape)
  return z
    .strictObject(shape)
    .refine(
      (written) => names.filter((key) => written[key as keyof typeof written] !== undefined).length === 1,
      `names exactly one of ${names.join(', ')}`,
    )
    .meta(exactlyOne(names))
}

const scopePart = one({
  domain: z.literal('all', { error: 'write "domain: all"' }).optional(),
  unit: dn.optional(),
  group: name.optional(),
  filter: z
    .string()
    .regex(/^\([\s\S]+\)$/, 'write an LDAP filter in brackets: (department=Sales)')
    .max(4_096)
    .optional(),
  /** A file beside the plan. */
  csv: name.optional(),
})
export type ScopePart = z.infer<typeof scopePart>

const because = {
  reason: z.string().trim().min(3, 'write why').max(300),
  /** Who answers for it. */
  owner: name,
  until: day.optional(),
}
const excluded = { account: name.optional(), group: name.optional(), unit: dn.optional() }
const exclusion = z
  .strictObject({ ...excluded, ...because })
  .refine(
    ({ account, group, unit }) => [account, group, unit].filter((one) => one !== undefined).length === 1,
    'names exactly one of account, group, unit',
  )
  .meta(exactlyOne(Object.keys(excluded)))

const matchers = {
  group: name.optional(),
  unit: dn.optional(),
  /** Of sAMAccountName; `*` stands for anything. */
  name: name.optional(),
  attribute: z.strictObject({ name: attribute, is: name }).optional(),
  everyone: z.literal(true, { error: 'write "everyone: true"' }).optional(),
}
const segmentRule = z
  .strictObject({
    segment: segmentName.exclude(['computers', 'krbtgt', 'trusts'], {
      error: 'write privileged, service, on-site, remote-certificate-vpn, remote-password-vpn or hybrid',
    }),
    ...matchers,
  })
  .refine(
    (rule) =>
      Object.keys(matchers).filter((key) => rule[key as keyof typeof rule] !== undefined).length === 1,
    `names exactly one of ${Object.keys(matchers).join(', ')}`,
  )
  .meta(exactlyOne(Object.keys(matchers)))
export type SegmentRule = z.infer<typeof segmentRule>

const wayIn = (segment: SegmentName) =>
  z.enum(waysOf[segment], { error: `write ${waysOf[segment].join(' or ')}` }).optional()

const ways = z.strictObject({
  privileged: wayIn('privileged'),
  service: wayIn('service'),
  'on-site': wayIn('on-site'),
  'remote-certificate-vpn': wayIn('remote-certificate-vpn'),
  'remote-password-vpn': wayIn('remote-password-vpn'),
  hybrid: wayIn('hybrid'),
  computers: wayIn('computers'),
  krbtgt: wayIn('krbtgt'),
  trusts: wayIn('trusts'),
})

const waves = z.strictObject({
  /** The first day on which people are asked. */
  start: day,
  /** People a day; `auto`: as many as the help desk can bear. */
  size: z
    .union([z.literal('auto'), z.int().min(1)], { error: 'write auto, or people a day' })
    .default('auto'),
  /** When people work, in their own time zone. */
  hours: hours.default('08:00-17:00'),
  days: z
    .array(weekday)
    .min(1)
    .default([...usualDays()]),
  timeZone: timeZone.default('UTC'),
  offices: z
    .strictObject({
      attribute: attribute.default('physicalDeliveryOfficeName'),
      timeZones: z.record(z.string().min(1), timeZone),
    })
    .optional(),
  /** Days on which nothing begins. */
  freezes: z.array(day).max(400).default([]),
})

const helpDesk = z.strictObject({
  agents: z.int().min(1, 'write how many answer the telephone at once').max(10_000),
  minutesPerCall: z.number().positive().max(240).default(8),
  hours: hours.default('08:00-18:00'),
  days: z
    .array(weekday)
    .min(1)
    .default([...usualDays()]),
  timeZone: timeZone.optional(),
  /** What a caller may have to wait on average; waves are made no larger than that. */
  waitMinutes: z.number().positive().max(240).default(10),
})

/** What is assumed of people. */
const people = z.strictObject({
  /** Share that could reset by themselves; `measured`: as the server finds it now. */
  enrolled: z
    .union([z.literal('measured'), share], { error: 'write measured, or a share from 0 to 1' })
    .default('measured'),
  /** Share of those that get through without a call. */
  selfService: share.default(0.85),
  /** Share that calls although the log-on screen asks for nothing but a new password. */
  stumble: share.default(0.08),
  /** Share that is away on a given day. */
  absent: share.max(0.95, 'write at most 0.95, or it never ends').default(0.1),
})

/** How people of the way `entra-flag` are asked. */
const entra = z.strictObject({
  /** After a second factor: else whoever comes first with the old password sets the new one. */
  withMfa: z.boolean().default(true),
  /** Sessions outlive a password. */
  revokeSessions: z.boolean().default(true),
})

const deadline = z.strictObject({
  /** Working days of the waves' calendar that a person has, after the day on which she was written to. */
  afterDays: z.int().min(1, 'write at least one working day').max(250),
  enforce: z.enum(['disable', 'random-reset'], { error: 'write disable or random-reset' }),
})

/** Mails to the people of waves, each at most once. */
const notices = z.strictObject({
  /** So many days before the wave. */
  before: z.array(z.int().min(1).max(60)).max(10).default([]),
  /** When it came. */
  at: z.boolean().default(false),
  /** So many days before the deadline, to whoever is not back. */
  after: z.array(z.int().min(1).max(60)).max(10).default([]),
  /** Also after a trigger that lets somebody else read or send mail. */
  evenIfMailIsReadByOthers: z.boolean().default(false),
})

/** Of service accounts: the attribute that names who answers for one, and the day by which it is to be done. */
const service = z.strictObject({ ownerAttribute: attribute.optional(), until: day.optional() })

/** So that a DC that people log on to is not kept busy by a campaign. */
const pace = z.strictObject({
  /** On each DC, by all servers together, in any minute. */
  writesPerMinute: z
    .int('write how many writes a minute on each domain controller, as 600; without "pace" there is no limit')
    .min(1, 'write at least 1, or leave "pace" out: then there is no limit')
    .max(1_000_000, 'write at most 1000000, or leave "pace" out: then there is no limit'),
})

/** Where the groups are made that the PSOs of falling-maximum-age apply to. */
const falling = z.strictObject({ unit: dn })

/** Of the domain's Kerberos policy, which is a file in SYSVOL that Keyturn does not read. */
const krbtgt = z.strictObject({
  ticketHours: z
    .number()
    .min(1)
    .max(24 * 30)
    .optional(),
  skewMinutes: z
    .number()
    .min(0)
    .max(24 * 60)
    .optional(),
})

/** A campaign as it is written in a file: docs/guide/campaigns.md explains each line. */
export const campaignPlan = z
  .strictObject({
    campaign: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'write a short name of small letters, digits and hyphens'),
    trigger: campaignTrigger,
    /** A password that is older than this is not to be trusted. */
    t0: z.iso.datetime({ offset: true, error: 'write a time as 2026-11-27T18:00:00+01:00' }),
    /** Who will approve and run it; two at least. They and the service account stay out of it. */
    operators: z.array(name).min(2, 'write at least two: nobody approves alone').max(50),
    scope: z.array(scopePart).min(1, 'write at least one part').max(200),
    exclusions: z.array(exclusion).max(1_000).default([]),
    segments: z.array(segmentRule).max(500).default([]),
    ways: ways.default({}),
    waves,
    helpDesk,
    people: people.prefault({}),
    entra: entra.prefault({}),
    /** What happens to whoever has not come. */
    deadline: deadline.optional(),
    notices: notices.optional(),
    /** Where it is written: on the nearest DC alone, or on all writable ones that answer. */
    dcs: z.enum(['nearest', 'all'], { error: 'write nearest or all' }).default('nearest'),
    pace: pace.optional(),
    krbtgt: krbtgt.optional(),
    service: service.optional(),
    falling: falling.optional(),
  })
  .refine(
    ({ ways: chosen, falling: where }) =>
      where !== undefined || !Object.values(chosen).includes('falling-maximum-age'),
    {
      path: ['falling'],
      message:
        'a maximum age falls by a PSO and a group: write in which unit the group is made, as "unit: OU=Keyturn,DC=corp,DC=example"',
    },
  )
export type CampaignPlan = z.infer<typeof campaignPlan>

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
