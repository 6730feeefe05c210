import { addition, modification, type Dc, type Lab } from '@keyturn/lab'
import type { DirectoryShape } from '@keyturn/contract'
import { copyOf, type Copy } from './copy.ts'
import { parentsOf } from './dn.ts'

export interface Filled extends Copy {
  readonly scope: string
  readonly root: string
}

/** So many at a time: what `ldbadd` reads and the DC commits at once. */
const atOnce = 500
const sam = '/var/lib/samba/private/sam.ldb'

/** The shape as accounts, groups, units and policies of the lab's domain, below the unit of its people. */
export async function fill(lab: Lab, shape: DirectoryShape, operators: readonly string[]): Promise<Filled> {
  const dc = lab.dc('dc1')
  const { baseDn, peopleDn, dnsDomain } = lab.domain
  const root = `OU=Rehearsal,${peopleDn}`
  const [scope, beside] = [`OU=Scope,${root}`, `OU=Beside,${root}`]
  const wish = {
    from: shape.domain.dn,
    to: root,
    scope,
    beside,
    dnsDomain,
    now: new Date(),
    has: await makeRoom(dc, shape, baseDn),
    needed: new Set(operators.map((name) => name.toLowerCase())),
  }
  const copy = copyOf(shape, wish)
  const tops = [root, scope, beside].map((dn) => ({ dn, attributes: { objectClass: 'organizationalUnit' } }))
  await add(dc, [...tops, ...copy.entries.filter(({ dn }) => ![scope, beside].includes(dn))])
  for (const { group, members } of copy.memberships) {
    await dc.ldb('ldbmodify', modification(group, 'add', { member: members }))
  }
  await add(dc, copy.psos)
  return { ...copy, scope, root }
}

async function add(dc: Dc, entries: Copy['entries']): Promise<void> {
  for (let i = 0; i < entries.length; i += atOnce) {
    const some = entries.slice(i, i + atOnce)
    await dc.ldb('ldbadd', some.map(({ dn, attributes }) => addition(dn, attributes)).join(''))
  }
}

/**
 * The lab's own people and groups give way to those of the same name; what every domain has stays.
 *
 * @returns what stays, by lower-case sAMAccountName.
 */
async function makeRoom(dc: Dc, shape: DirectoryShape, baseDn: string): Promise<ReadonlyMap<string, string>> {
  const found = await dc.host.must([
    'ldbsearch',
    '-H',
    sam,
    '-b',
    baseDn,
    '(sAMAccountName=*)',
    'sAMAccountName',
  ])
  const wanted = new Set([...shape.accounts, ...shape.groups].map(({ name }) => name.toLowerCase()))
  const stays = new Map<string, string>()
  const goes: string[] = []
  for (const entry of found.replaceAll('\n ', '').split('\n\n')) {
    const [dn, name] = [valueOf(entry, 'dn'), valueOf(entry, 'sAMAccountName')]
    if (dn === undefined || name === undefined || !wanted.has(name.toLowerCase())) continue
    const isOfTheSeed = parentsOf([dn], baseDn).some((parent) => /^OU=(People|Groups),/i.test(parent))
    if (isOfTheSeed) goes.push(`${addition(dn, {}).trimEnd()}\nchangetype: delete\n\n`)
    else stays.set(name.toLowerCase(), dn)
  }
  if (goes.length > 0) await dc.ldb('ldbmodify', goes.join(''))
  return stays
}

function valueOf(entry: string, name: string): string | undefined {
  const [, colons, value] = new RegExp(`^${name}(::?) (.*)$`, 'm').exec(entry) ?? []
  return colons === '::' ? Buffer.from(value ?? '', 'base64').toString('utf8') : value
}
