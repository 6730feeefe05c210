/**
 * A double of a domain controller that knows LDAP_SERVER_POLICY_HINTS_OID (MS-ADTS 3.1.1.3.4.1.27), which Samba does
 * not: LDAPS before a real Samba DC, which answers everything itself but two things. The rootDSE lists the control;
 * and a modify that carries it is judged here as a Windows DC documents it, and passed on without it where it may be
 * done. What a Windows DC really answers no lab of ours has seen.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { element, readElement, small, tag, text, type Element } from '../../../protocols/cldap/ber.ts'

/** A modify as it came, in full or not at all. */
export interface SeenModify {
  /** As `replace unicodePwd`. */
  readonly changes: readonly string[]
  readonly hints: SeenHints | undefined
}

interface SeenHints {
  readonly oid: string
  readonly critical: boolean
  /** undefined: the value is no PolicyHintsRequestValue. */
  readonly flags: number | undefined
}

/** What becomes of a modify with the control. `let-through`: control and all, to a DC that does not know it. */
export type Judgement = 'done' | 'in-history' | 'unwilling' | 'no-answer' | 'let-through'

export interface HintsDouble extends AsyncDisposable {
  readonly port: number
  /** PEM. */
  readonly ca: string
  readonly modifies: readonly SeenModify[]
  judge: (password: string) => Judgement
}

export interface RealDc {
  readonly host: string
  /** On 127.0.0.1. */
  readonly port: number
  readonly ca: string
}

const op = { entry: 0x64, modify: 0x66, modified: 0x67, controls: 0xa0 }
/** What Windows says, as Microsoft prints it: result and text. */
const refusals = {
  'in-history': [
    19,
    '0000052D: AtrErr: DSID-03191083, #1:\n\t0: 0000052D: DSID-03191083, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)',
  ],
  unwilling: [53, '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0'],
} as const

/** @param offered OIDs that the rootDSE lists besides those of the real DC. */
export async function startHintsDouble(
  real: RealDc,
  offered: readonly string[],
  folder: string,
): Promise<HintsDouble> {
  const { key, cert } = await aCertificate(real.host, folder)
  const modifies: SeenModify[] = []
  const double: Pick<HintsDouble, 'judge'> = { judge: () => 'done' }
  const sockets = new Set<TLSSocket>()

  const server = createServer({ key, cert }, (person) => {
    const dc = connect({ host: '127.0.0.1', port: real.port, servername: real.host, ca: real.ca })
    for (const socket of [person, dc]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => [person, dc].forEach((one) => one.destroy()))
    }
    eachMessage(person, (message) => {
      const seen = modifyIn(message)
      if (seen === undefined) return dc.write(message)
      modifies.push(seen)
      if (seen.hints === undefined) return dc.write(message)
      const judgement = seen.hints.flags === 1 ? double.judge(passwordIn(message)) : 'done'
      if (judgement === 'let-through') return dc.write(message)
      if (judgement === 'done') return dc.write(withoutControls(message))
      if (judgement === 'no-answer') return person.destroy()
      const [code, diagnostic] = refusals[judgement]
      return person.write(answering(message, code, diagnostic))
    })
    eachMessage(dc, (message) => person.write(listing(message, offered)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(double, {
    port: (server.address() as AddressInfo).port,
    ca: cert,
    modifies,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

async function aCertificate(host: string, folder: string) {
  const [keyFile, certificateFile] = [join(folder, 'double.key'), join(folder, 'double.pem')]
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  const out = ['-keyout', keyFile, '-out', certificateFile]
  await promisify(execFile)('openssl', ['req', '-x509', ...made, ...names, ...out])
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certificateFile, 'utf8') }
}

function eachMessage(socket: TLSSocket, take: (message: Uint8Array) => unknown): void {
  let rest: Uint8Array = new Uint8Array()
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let one = readElement(rest); one !== undefined; one = readElement(rest)) {
      const message = rest.subarray(0, rest.length - one.rest.length)
      rest = one.rest
      take(message)
    }
  })
}

/** RFC 4511 4.1.1: `SEQUENCE { messageID, protocolOp, controls [0] OPTIONAL }`. */
function partsOf(message: Uint8Array) {
  const [id, request, controls] = all(readElement(message)?.content)
  if (id === undefined || request === undefined) throw new Error('no LDAP message')
  return { id: element(id.tag, id.content), request, controls }
}

function all(bytes: Uint8Array | undefined): readonly Element[] {
  const elements: Element[] = []
  for (let rest = bytes ?? new Uint8Array(); rest.length > 0;) {
    const one = readElement(rest)
    if (one === undefined) throw new Error('an element that is cut off')
    elements.push(one)
    rest = one.rest
  }
  return elements
}

const said = (one: Element | undefined) => Buffer.from(one?.content ?? []).toString()
const isHints = (oid: string) => oid === '1.2.840.113556.1.4.2239' || oid === '1.2.840.113556.1.4.2066'

/** RFC 4511 4.6; undefined: it is something else. */
function modifyIn(message: Uint8Array): SeenModify | undefined {
  const { request, controls } = partsOf(message)
  if (request.tag !== op.modify) return undefined
  const changes = changesIn(request).map(({ operation, type }) => `${operation} ${type}`)
  const hints = all(controls?.tag === op.controls ? controls.content : undefined)
    .map((control) => hintsIn(all(control.content)))
    .find(({ oid }) => isHints(oid))
  return { changes, hints }
}

function changesIn(request: Element) {
  const [, list] = all(request.content)
  return all(list?.content).map((change) => {
    const [operation, attribute] = all(change.content)
    const [type, values] = all(attribute?.content)
    const name = ['add', 'delete', 'replace'][operation?.content[0] ?? 9] ?? 'unknown'
    return { operation: name, type: said(type), values: all(values?.content) }
  })
}

/** RFC 4511 4.1.11: `SEQUENCE { controlType, criticality DEFAULT FALSE, controlValue OPTIONAL }`. */
function hintsIn(control: readonly Element[]): SeenHints {
  const value = control.find((part, i) => i > 0 && part.tag === tag.octetString)
  const [sequence, ...more] = all(value?.content)
  const [flags, ...others] = sequence?.tag === tag.sequence ? all(sequence.content) : []
  const isOne = more.length === 0 && others.length === 0 && flags?.tag === tag.integer
  return {
    oid: said(control[0]),
    critical: control.some((part) => part.tag === tag.boolean && part.content[0] === 0xff),
    flags: isOne ? flags.content.reduce((sum, byte) => sum * 256 + byte, 0) : undefined,
  }
}

/** MS-ADTS 3.1.1.3.1.5: in quotation marks, UTF-16. */
function passwordIn(message: Uint8Array): string {
  const password = changesIn(partsOf(message).request).find(({ type }) => type === 'unicodePwd')
  return Buffer.from(password?.values[0]?.content ?? [])
    .toString('utf16le')
    .slice(1, -1)
}

function withoutControls(message: Uint8Array): Uint8Array {
  const { id, request } = partsOf(message)
  return element(tag.sequence, id, element(request.tag, request.content))
}

function answering(message: Uint8Array, code: number, diagnostic: string): Uint8Array {
  const result = [small(tag.enumerated, code), text(''), text(diagnostic)]
  return element(tag.sequence, partsOf(message).id, element(op.modified, ...result))
}

/** Adds to `supportedControl` of the rootDSE, which is the entry without a name. */
function listing(message: Uint8Array, offered: readonly string[]): Uint8Array {
  const { id, request } = partsOf(message)
  const [name, attributes] = request.tag === op.entry ? all(request.content) : []
  if (name?.content.length !== 0 || attributes === undefined) return message
  const listed = all(attributes.content).map((attribute) => {
    const [type, values] = all(attribute.content)
    const more = said(type) === 'supportedControl' ? offered.map(text) : []
    return element(
      tag.sequence,
      text(said(type)),
      element(tag.set, values?.content ?? new Uint8Array(), ...more),
    )
  })
  return element(tag.sequence, id, element(op.entry, text(''), element(tag.sequence, ...listed)))
}
