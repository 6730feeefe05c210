/** 5.1.2.1 */
export const command = {
  genericNack: 0x8000_0000,
  bindTransmitter: 0x0000_0002,
  bindTransmitterAnswer: 0x8000_0002,
  submitSm: 0x0000_0004,
  submitSmAnswer: 0x8000_0004,
  unbind: 0x0000_0006,
  unbindAnswer: 0x8000_0006,
  enquireLink: 0x0000_0015,
  enquireLinkAnswer: 0x8000_0015,
} as const

/** 5.1.3: those that an administrator may come to see. */
const statuses: Readonly<Record<number, string>> = {
  0x00: 'ESME_ROK',
  0x01: 'ESME_RINVMSGLEN',
  0x02: 'ESME_RINVCMDLEN',
  0x03: 'ESME_RINVCMDID',
  0x04: 'ESME_RINVBNDSTS',
  0x05: 'ESME_RALYBND',
  0x08: 'ESME_RSYSERR',
  0x0a: 'ESME_RINVSRCADR',
  0x0b: 'ESME_RINVDSTADR',
  0x0d: 'ESME_RBINDFAIL',
  0x0e: 'ESME_RINVPASWD',
  0x0f: 'ESME_RINVSYSID',
  0x14: 'ESME_RMSGQFUL',
  0x45: 'ESME_RSUBMITFAIL',
  0x48: 'ESME_RINVSRCTON',
  0x50: 'ESME_RINVDSTTON',
  0x51: 'ESME_RINVDSTNPI',
  0x53: 'ESME_RINVSYSTYP',
  0x58: 'ESME_RTHROTTLED',
  0x62: 'ESME_RINVEXPIRY',
}

export const statusName = (status: number) => statuses[status] ?? `0x${status.toString(16).padStart(8, '0')}`

/** The centre takes no more for now: the same message may be taken later. */
export const isThrottling = (status: number) => status === 0x58 || status === 0x14

/** This number or this text is never taken; all others may be mended some day. */
export const isAboutMessage = (status: number) => [0x01, 0x0b, 0x50, 0x51].includes(status)

/** What the centre calls a message that it took (4.4.2); undefined if it does not say, or not in 64 plain letters. */
export function messageIdOf(body: Uint8Array): string | undefined {
  const end = body.indexOf(0)
  const id = Buffer.from(body.subarray(0, end < 0 ? body.length : end)).toString('latin1')
  return /^[\x21-\x7e]{1,64}$/.test(id) ? id : undefined
}
