/**
 * A double of a directory for what no lab holds: LDAP by TLS, with as many accounts as it is told to have, made as they
 * are asked for. It answers binds and searches (base and subtree, by pages) honestly from one set of entries, and knows no
 * permissions, no writes and no waiting: it is as fast as this machine lets it be. It writes its port as its first line.
 */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { element, elementsIn, integer, numberIn, octets, readElement, tags, type Element } from './ber.ts'
import { account, furniture, numberNamed, type Made } from './crowd.ts'
import { demanded, matches, readFilter, type Filter } from './filter.ts'

const [size = '0', keyFile = '', certificateFile = ''] = process.argv.slice(2)
const accounts = Number(size)
const pagesOid = '1.2.840.113556.1.4.319'
const op = { bind: 0x60, unbind: 0x42, search: 0x63 }
const scopes = { base: 0, sub: 2 }

const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, serve)
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})

function serve(socket: TLSSocket): void {
  let rest = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let read = readElement(rest); read !== undefined; read = readElement(rest)) {
      rest = rest.subarray(read.end)
      answer(socket, elementsIn(read.element.value))
    }
  })
}

function answer(socket: TLSSocket, [id, request, controls]: readonly Element[]): void {
  if (id === undefined || request === undefined) throw new Error('no LDAP message')
  const send = (...parts: readonly Buffer[]) =>
    socket.write(element(tags.sequence, integer(numberIn(id)), ...parts))
  if (request.tag === op.bind) send(result(0x61))
  else if (request.tag === op.unbind) socket.end()
  else if (request.tag === op.search) search(request.value, controls, send)
  else throw new Error(`this double of a directory knows no operation ${request.tag.toString(16)}`)
}

type Send = (...parts: readonly Buffer[]) => void

function search(request: Buffer, controls: Element | undefined, send: Send): void {
  const [base, scope, , , , , filter, wanted] = elementsIn(request)
  if (base === undefined || scope === undefined || filter === undefined || wanted === undefined) {
    throw new Error('no search')
  }
  const attributes = elementsIn(wanted.value).map(({ value }) => value.toString())
  const page = pageIn(controls)
  const wish = {
    base: base.value.toString(),
    filter: readFilter(filter),
    isBase: numberIn(scope) === scopes.base,
  }
  let at = page?.from ?? 0
  let sent = 0
  const all = found(wish, at)
  for (let one = all.next(); one.done !== true; one = all.next()) {
    at = one.value.next
    send(entry(one.value.made, attributes))
    if (page !== undefined && ++sent >= page.size) {
      send(result(0x65), pageControl(at))
      return
    }
  }
  if (scope.value[0] !== scopes.base && scope.value[0] !== scopes.sub) throw new Error('no such scope')
  if (page === undefined) send(result(0x65))
  else send(result(0x65), pageControl(undefined))
}

interface Wish {
  readonly base: string
  readonly filter: Filter
  readonly isBase: boolean
}

/** Numbers: first the furniture, then the accounts. */
function* found(
  { base, filter, isBase }: Wish,
  from: number,
): Generator<{ readonly made: Made; readonly next: number }, void, void> {
  const below = base.toLowerCase()
  const isIn = ({ dn }: Made) =>
    isBase ? dn.toLowerCase() === below : dn.toLowerCase() === below || dn.toLowerCase().endsWith(`,${below}`)
  for (let i = from; i < furniture.length; i++) {
    const made = furniture[i]
    if (made !== undefined && isIn(made) && (isBase || matches(made, filter))) yield { made, next: i + 1 }
  }
  if (isBase || demanded(filter, 'objectclass') === 'group') return
  const name = demanded(filter, 'samaccountname')
  const only = name === undefined ? undefined : numberNamed(name)
  const first = only ?? Math.max(0, from - furniture.length)
  const end = name === undefined ? accounts : Math.min(accounts, (only ?? -1) + 1)
  for (let i = first; i < end; i++) {
    const made = account(i)
    if (isIn(made) && matches(made, filter)) yield { made, next: furniture.length + i + 1 }
  }
}

function entry({ dn, attributes }: Made, wanted: readonly string[]): Buffer {
  const asked = new Set(wanted.map((name) => name.toLowerCase()))
  const given = Object.entries(attributes)
    .filter(([name]) => asked.has(name.toLowerCase()))
    .map(([name, values]) =>
      element(tags.sequence, octets(name), element(tags.set, ...values.map((value) => octets(value)))),
    )
  return element(0x64, octets(dn), element(tags.sequence, ...given))
}

function result(tag: number): Buffer {
  return element(tag, integer(0, tags.enumerated), octets(''), octets(''))
}

function pageIn(controls: Element | undefined): { readonly size: number; readonly from: number } | undefined {
  for (const { value } of controls === undefined ? [] : elementsIn(controls.value)) {
    const parts = elementsIn(value)
    if (parts[0]?.value.toString() !== pagesOid) continue
    const [body] = elementsIn(parts.at(-1)?.value ?? Buffer.alloc(0))
    const [count, cookie] = elementsIn(body?.value ?? Buffer.alloc(0))
    if (count === undefined || cookie === undefined) throw new Error('no page')
    return { size: numberIn(count), from: Number(cookie.value.toString() || '0') }
  }
  return undefined
}

function pageControl(next: number | undefined): Buffer {
  const value = element(tags.sequence, integer(0), octets(next === undefined ? '' : String(next)))
  return element(0xa0, element(tags.sequence, octets(pagesOid), octets(value)))
}
