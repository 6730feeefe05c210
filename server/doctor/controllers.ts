import type { Finding } from '@keyturn/contract'
import { policyHintsOids } from '@keyturn/protocols/ad'
import type { DcLook, Located } from '#directory'
import { dayOf, daysUntil, fail, finding, ok, some, unknown, warn, type Verdict } from './finding.ts'

/** Kerberos refuses more than five minutes (MS-KILE 3.1.1.1, clockskew); codes of authenticator apps suffer sooner. */
const clock = { warnSeconds: 30, failSeconds: 300 }
/** Of a connection with TLS and one question. */
const slowMs = 1_000
const certificateDays = 30

const pagedResults = '1.2.840.113556.1.4.319'

export function judgeLocated({ record, named, problem, controllers }: Located, domain: string): Finding {
  return finding('dns.srv', domain, verdictOnDns())

  function verdictOnDns(): Verdict {
    const strange = named.filter((host) => !host.endsWith(`.${domain}`))
    if (strange.length > 0) {
      return warn(
        `The DNS names domain controllers outside ${domain}: ${some(strange)}. Keyturn does not ask them.`,
        'If they are yours, list them in directory.domainControllers; if not, find out who answers for the DNS.',
      )
    }
    if (named.length > 0) return ok(`The DNS names ${named.length}: ${some(named)}.`)
    const why = problem === undefined ? 'names none' : `was not answered (${problem})`
    const advice = `Look at the name servers in /etc/resolv.conf of this machine: "host -t SRV ${record}" must name the DCs.`
    if (controllers.length === 0) return fail(`${record} ${why}, and the configuration lists no DC.`, advice)
    return warn(`${record} ${why}; the DCs of the configuration are used.`, advice)
  }
}

/** Everything about one DC that needs no password. */
export function judgeController(dc: DcLook, now: Date): readonly Finding[] {
  const { host } = dc
  if (dc.addresses.length === 0) {
    const advice = `Ask the DNS: "host ${host}". Correct the name in directory.domainControllers, or the record.`
    return [finding('dc.address', host, fail('The name has no address.', advice))]
  }
  const addresses = some(dc.addresses.map(({ address }) => address))
  return [
    finding('dc.address', host, ok(addresses)),
    finding('dc.ping', host, onPing(dc)),
    finding('dc.certificate', host, onCertificate(dc, now)),
    ...(dc.root === undefined
      ? []
      : [
          finding('dc.clock', host, onClock(dc.root, now)),
          finding('dc.latency', host, onLatency(dc.root)),
          finding('dc.controls', host, onControls(dc.root)),
        ]),
  ]
}

export function judgeWritable(looks: readonly DcLook[], domain: string): Finding {
  const reached = looks.filter(({ tls }) => tls.reached && tls.problem === undefined)
  const writable = reached.filter(({ pong }) => pong?.isWritable ?? true)
  const verdict =
    writable.length > 0
      ? ok(
          `${writable.length} of ${looks.length} can be written to: ${some(writable.map(({ host }) => host))}.`,
        )
      : fail(
          'No domain controller that takes writes can be used: nobody can reset.',
          'See the findings of each DC.',
        )
  return finding('domain.writable', domain, verdict)
}

function onPing({ pong }: DcLook): Verdict {
  if (pong === undefined) {
    const advice =
      'Let UDP port 389 through to it. Without, it is tried last, and an RODC is not known for one.'
    return warn('No answer to an LDAP ping by UDP.', advice)
  }
  const { isWritable, dcSite, clientSite } = pong
  const kind = isWritable ? 'writable' : 'an RODC: never written to'
  const near = clientSite === '' ? 'this machine is in no site' : `this machine is in ${clientSite}`
  return ok(`${kind}, in site ${dcSite}; ${near}.`)
}

const unreached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on its LDAPS port: a DC without a certificate does not',
  ETIMEDOUT: 'it does not answer: it is down, or a firewall is between',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ECONNRESET: 'it hung up before TLS began: a DC without a certificate does so',
}

const otherCa = [
  'it is not signed by directory.caFile',
  'Put the CA that signed it, with intermediates, into directory.caFile; on Samba, set “tls certfile”, “tls keyfile” and “tls cafile” in smb.conf.',
] as const
const untrusted: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  CERT_HAS_EXPIRED: ['it has expired', 'Renew the certificate on the DC.'],
  CERT_NOT_YET_VALID: ['it is not valid yet', 'Compare the clocks of this machine and of the CA.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'it is for another name',
    'Issue one for the DC’s own DNS name, and name the DC so in directory.domainControllers.',
  ],
  INVALID_PURPOSE: [
    'it is not one for servers',
    'Issue one with the extended key usage “server authentication”, as the template “Domain Controller Authentication” does.',
  ],
  CERT_REVOKED: ['it was revoked', 'Renew the certificate on the DC.'],
  SELF_SIGNED_CERT_IN_CHAIN: otherCa,
  DEPTH_ZERO_SELF_SIGNED_CERT: otherCa,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: otherCa,
  UNABLE_TO_GET_ISSUER_CERT: otherCa,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: otherCa,
  CERT_SIGNATURE_FAILURE: otherCa,
}

function onCertificate({ port, tls }: DcLook, now: Date): Verdict {
  if (!tls.reached) {
    const advice = `Make TCP port ${port} of the DC answer from this machine.`
    return fail(`LDAPS cannot be reached: ${unreached[tls.why] ?? tls.why}.`, advice)
  }
  const { problem, subject, issuer, names, validTo } = tls
  const told = `${subject}, signed by ${issuer}, for ${names === '' ? 'no name' : names}, until ${dayOf(validTo)}`
  if (problem !== undefined) {
    const [why, advice] = untrusted[problem] ?? [problem, 'Look at it with “openssl s_client -connect”.']
    return fail(`Its certificate is not believed: ${why} (${told}).`, advice)
  }
  const days = daysUntil(validTo, now)
  if (days < certificateDays)
    return warn(`Its certificate ends in ${days} days (${told}).`, 'Renew it on the DC.')
  return ok(`${told} (${days} days).`)
}

function onClock({ currentTime }: NonNullable<DcLook['root']>, now: Date): Verdict {
  if (currentTime === undefined) return unknown('It does not tell its time.', 'Nothing.')
  // It tells whole seconds, rounded down.
  const seconds = Math.round((currentTime.getTime() + 500 - now.getTime()) / 1000)
  const off = Math.abs(seconds)
  const says = `Its clock is ${duration(off)} ${seconds < 0 ? 'behind' : 'ahead of'} this machine’s.`
  const advice = 'Set both by NTP from the same source; in a domain, the DC that is PDC emulator is it.'
  if (off >= clock.failSeconds) return fail(`${says} Kerberos stops at five minutes.`, advice)
  if (off >= clock.warnSeconds) return warn(says, advice)
  return ok(off <= 1 ? 'Its clock and this machine’s agree.' : says)
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`
}

function onLatency({ ms }: NonNullable<DcLook['root']>): Verdict {
  const says = `A connection and a question take ${Math.round(ms)} ms.`
  if (ms < slowMs) return ok(says)
  return warn(
    `${says} Keyturn gives up on a connection after 3 s.`,
    'Find a nearer DC, or what slows this one down.',
  )
}

function onControls({ controls, isSynchronized }: NonNullable<DcLook['root']>): Verdict {
  if (!isSynchronized) {
    return warn(
      'It has not finished its first replication.',
      'Wait for it, or look at it with “repadmin /showrepl”.',
    )
  }
  if (!controls.has(pagedResults)) {
    return fail(
      'It does not give results in pages (RFC 2696).',
      'Use another DC; every Windows and Samba DC does.',
    )
  }
  const hints = policyHintsOids.some((oid) => controls.has(oid))
  return ok(
    hints
      ? 'A reset is one write: it enforces history by itself (policy hints).'
      : 'A reset is two writes, a random password and a change: it has no policy hints, as Samba.',
  )
}
