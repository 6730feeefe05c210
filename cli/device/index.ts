/** `keyturn device …`: one-time keys by which computers enrol, the list of those that did, and their removal; what they all keep. */
import { parseArgs } from 'node:util'
import type { Output } from '../output.ts'
import { localApi, type LocalApi } from '../local-api.ts'
import { incidentUsage, listIncident, orderIncident } from './incident.ts'
import { assignTo, fleetUsage, listLogons, orderForget } from './fleet.ts'
import { deviceSettings, settingsUsage } from './settings.ts'

export const deviceUsage = `keyturn device key [--uses N] [--hours H]   a one-time key for "keyturn-agent enrol" (printed once)
keyturn device list                         the enrolled computers: id, name, …
${settingsUsage}
keyturn device remove ID                    forget a computer, for example a stolen one
${fleetUsage}
${incidentUsage}`

export async function device(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const { out } = output
  const api = localApi(socketPath)
  const [verb = '', ...words] = argv
  switch (verb) {
    case 'key': {
      // The key alone on its line, so that a script can pipe it into the agent's standard input.
      out(await makeKey(words, api))
      return 0
    }
    case 'list': {
      const { devices } = await api.call('admin.devices')
      for (const { device: id, name, system, enrolled, lastSeen } of devices) {
        out(`${id}\t${name}\t${system}\tenrolled ${enrolled}\tlast seen ${lastSeen ?? 'never'}`)
      }
      return 0
    }
    case 'settings': {
      const said = await deviceSettings(words, api, Date.now)
      if (said === undefined) break
      out(said)
      return 0
    }
    case 'logons': {
      await listLogons(words, api, output)
      return 0
    }
    case 'assign':
    case 'unassign': {
      const said = await assignTo(words, verb === 'assign', api)
      if (said === undefined) break
      out(said)
      return 0
    }
    case 'forget': {
      const said = await orderForget(words, api)
      if (said === undefined) break
      out(said)
      return 0
    }
    case 'order': {
      const code = await orderIncident(words, api, output)
      if (code === undefined) break
      return code
    }
    case 'orders':
      return listIncident(words, api, output)
    case 'remove': {
      const [id] = words
      if (id === undefined || words.length > 1) break
      out(await remove(id, api))
      return 0
    }
  }
  out(deviceUsage)
  return 2
}

async function makeKey(words: readonly string[], api: LocalApi): Promise<string> {
  const { values } = parseArgs({
    args: [...words],
    options: { uses: { type: 'string', default: '1' }, hours: { type: 'string', default: '24' } },
  })
  const body = { uses: Number(values.uses), validHours: Number(values.hours) }
  return (await api.call('admin.device-key', { body })).key
}

/** The id is taken as it stands: one in 64 begins with "-" and would be an option to a parser. */
async function remove(id: string, api: LocalApi): Promise<string> {
  const answer = await api.call('admin.device-remove', { params: { id }, body: {} })
  if (!answer.removed) throw new Error(`there is no computer ${id}; "keyturn device list" shows the ids`)
  return `${answer.name} is removed`
}
