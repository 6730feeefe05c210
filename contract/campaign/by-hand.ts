import { z } from 'zod'
import { instant } from '../common.ts'

/** What a computer account is, as far as the way to a new password differs. */
export const computerKind = z.enum([
  'controller',
  'read-only-controller',
  'windows',
  /** A member with Samba's own programs. */
  'samba',
  /** A member that was joined by adcli or realmd. */
  'linux',
  /** The name of a failover cluster, or of a service in it: no machine. */
  'cluster',
  /** AZUREADSSOACC: the key of seamless single sign-on to Entra ID. */
  'entra-sso',
  /** AzureADKerberos: what Entra ID issues tickets for the domain with. */
  'entra-kerberos',
  'other',
])
export type ComputerKind = z.infer<typeof computerKind>

const handComputer = z.object({
  name: z.string(),
  kind: computerKind,
  /** As it says itself; null: it says none. */
  dnsName: z.string().nullable(),
  operatingSystem: z.string().nullable(),
  disabled: z.boolean(),
  passwordSet: instant.nullable(),
  lastLogOn: instant.nullable(),
  isDone: z.boolean(),
})
export type HandComputer = z.infer<typeof handComputer>

const handTrust = z.object({
  /** The other side's DNS name, or what it is called where it has none. */
  partner: z.string(),
  netbios: z.string(),
  kind: z.enum(['within-forest', 'forest', 'external', 'realm', 'other']),
  /** Whose people get in where: `inbound` ours there, `outbound` theirs here. */
  direction: z.enum(['inbound', 'outbound', 'both', 'disabled']),
  /** By which the other side logs on here, and which is signed off; null: an outbound trust has none, or it is not in the scope. */
  account: z.string().nullable(),
  passwordSet: instant.nullable(),
  isDone: z.boolean(),
})
export type HandTrust = z.infer<typeof handTrust>

/** Accounts of the segments `computers` and `trusts`, and trusts that have no account. */
export const campaignByHand = z.object({
  campaign: z.string(),
  domain: z.object({ dns: z.string(), netbios: z.string() }),
  computers: z.array(handComputer),
  trusts: z.array(handTrust),
})
export type CampaignByHand = z.infer<typeof campaignByHand>
