import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Lab } from '@keyturn/lab'
import { doctorReport, type DoctorCheck, type DoctorReport, type Finding } from '@keyturn/contract'
import { stringify } from 'yaml'

/** A real domain, and `keyturn doctor` run as an administrator runs it, on the host where Keyturn is to be. */
export interface Clinic extends AsyncDisposable {
  readonly lab: Lab
  /** SID of the service account. */
  readonly sid: string
  /** @param wrapper a command that runs it: `['env', 'FAKETIME=…']`. */
  doctor(change?: Settings, wrapper?: readonly string[]): Promise<Diagnosis>
  /** As printed, to the terminal of nobody. */
  text(
    ...options: readonly string[]
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>
  /** Runs the lines for Samba that a finding printed, in the DC's own shell. */
  obey(finding: Finding): Promise<void>
  /** Adds entries to an object's permissions. */
  give(dn: string, sddl: string): Promise<void>
  /** The DACL as samba-tool tells it. */
  dacl(dn: string): Promise<string>
  setDacl(dn: string, sddl: string): Promise<void>
  /** Sets the DACL of an object to what is left without these entries. */
  take(dn: string, isTaken: (ace: string) => boolean): Promise<void>
}

export interface Diagnosis {
  readonly code: number
  readonly report: DoctorReport
  /** Fails if there is none, or more than one. */
  readonly the: (id: DoctorCheck) => Finding
  /** Ids and states of what is not well. */
  readonly troubles: readonly string[]
}

type Settings = Readonly<Record<string, unknown>>

const program = resolve(import.meta.dirname, '../../../bin/keyturn')

export async function openClinic(): Promise<Clinic> {
  await using stack = new AsyncDisposableStack()
  const lab = stack.use(await Lab.start({ hosts: ['server', 'mail'] }))
  const host = lab.host('server')
  const dc = lab.dc('dc1')
  const configFile = join(host.dataFolder, 'keyturn.yaml')
  await mkdir(join(host.dataFolder, 'state'), { recursive: true })
  const defaults = await settings(lab)
  const run = async (argv: readonly string[], change: Settings = {}) => {
    await writeFile(configFile, stringify({ ...defaults, ...change }), { mode: 0o600 })
    return host.run([...argv, '--config', configFile])
  }
  const shell = (line: string) => dc.host.must(['sh', '-c', line])
  const dacl = async (dn: string) => {
    const told = await dc.samba('dsacl', 'get', `--objectdn=${dn}`)
    return /(D:.*)/.exec(told.replace(/S:.*/, ''))?.[1] ?? assert.fail(told)
  }
  const setDacl = async (dn: string, sddl: string) => {
    const change = `dn: ${dn}\nchangetype: modify\nreplace: nTSecurityDescriptor\nnTSecurityDescriptor: ${sddl}\n`
    const sam = '/var/lib/samba/private/sam.ldb'
    await dc.host.must(['ldbmodify', '-H', sam, '--controls=sd_flags:1:4'], { input: change })
  }
  const shown = await dc.samba('user', 'show', 'svc-keyturn', '--attributes=objectSid')
  const keep = stack.move()
  return {
    lab,
    sid: /objectSid: (S-\S+)/.exec(shown)?.[1] ?? assert.fail(shown),
    async doctor(change, wrapper = []) {
      const ran = await run([...wrapper, program, 'doctor', '--json'], change)
      assert.ok(ran.stdout.startsWith('{'), `${ran.code} ${ran.stderr}${ran.stdout}`)
      return diagnosis(ran.code, doctorReport.parse(JSON.parse(ran.stdout)))
    },
    text: (...options) => run([program, 'doctor', ...options]),
    async obey({ commands }) {
      const lines = commands.filter(({ on }) => on === 'samba').map(({ line }) => line)
      assert.ok(lines.length > 0, 'it printed no command for Samba')
      for (const line of lines) await shell(line)
    },
    give: async (dn, sddl) => void (await dc.samba('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`)),
    dacl,
    async take(dn, isTaken) {
      const old = await dacl(dn)
      const left = (old.match(/\([^)]*\)/g) ?? []).filter((ace) => !isInherited(ace) && !isTaken(ace))
      await setDacl(dn, `${old.slice(0, old.indexOf('('))}${left.join('')}`)
    },
    setDacl,
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  }
}

export const isInherited = (ace: string) => /^\([^;]*;[A-Z]*ID/.test(ace)

function diagnosis(code: number, report: DoctorReport): Diagnosis {
  const { findings } = report
  return {
    code,
    report,
    the(id) {
      const [one, ...more] = findings.filter((finding) => finding.id === id)
      assert.deepEqual(more, [])
      return one ?? assert.fail(`${id} is not among ${findings.map((finding) => finding.id).join(' ')}`)
    },
    troubles: findings.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${state} ${id}`),
  }
}

async function settings(lab: Lab): Promise<Settings> {
  const { domain } = lab
  const { certFile, keyFile } = await lab.certificate('reset.corp.example')
  return {
    stateDirectory: join(lab.host('server').dataFolder, 'state'),
    listen: { certificateFile: certFile, keyFile },
    publicUrl: 'https://reset.corp.example',
    directory: directoryOf(lab),
    mail: { host: 'mail.corp.example', from: 'keyturn@corp.example', caFile: domain.caFile },
  }
}

/** For tests that change a part of it. */
export function directoryOf({ domain }: Lab) {
  const { upn, passwordFile } = domain.serviceAccount
  return { domain: domain.dnsDomain, caFile: domain.caFile, serviceAccount: { name: upn, passwordFile } }
}
