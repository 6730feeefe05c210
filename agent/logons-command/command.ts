import { apiOf, logonsOf, openPolicyFileOf } from '../assembly.ts'
import { loadConfig } from '../config.ts'
import { forgetLogons, listLogons, setLogons, showList } from './logons.ts'
import { askYes, type Screen } from '../screen/index.ts'
import { beTheOnlyOne } from '../state/single.ts'

/** `keyturn-agent logons …`. */
type Values = Parameters<typeof setLogons>[0] & {
  readonly config: string
  readonly json: boolean
  readonly yes: boolean
}

/** @returns the exit code; undefined: there is no such command. */
export async function logonsHere(
  values: Values,
  screen: Screen,
  [act, ...names]: string[],
): Promise<number | undefined> {
  if (act === 'list' && names.length === 0) return listHere(values, screen)
  if (act === 'get' && names.length === 0) return policyHere(values, screen)
  if (act === 'set' && names.length === 0) return setHere(values, screen)
  if (act === 'forget' && names.length > 0) return forgetHere(values, screen, names)
  return undefined
}

async function listHere(values: Values, screen: Screen): Promise<number> {
  const config = await loadConfig(values.config)
  const list = await listLogons({ api: await apiOf(config), logons: await logonsOf(config) })
  if (values.json) process.stdout.write(`${JSON.stringify(list)}\n`)
  else showList(list, screen)
  return 0
}

async function policyHere(values: Values, screen: Screen): Promise<number> {
  const logons = await logonsOf(await loadConfig(values.config))
  const policy = await logons.policy()
  if (values.json) process.stdout.write(`${JSON.stringify(policy)}\n`)
  else screen.show({ what: 'cache-policy', policy, now: (await logons.cached()).length })
  return 0
}

async function setHere(values: Values, screen: Screen): Promise<number> {
  if (process.getuid?.() !== 0) throw new Error('only root may set how log-ons are kept')
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  return (await setLogons(values, await openPolicyFileOf(config), screen)) ? 0 : 1
}

async function forgetHere(values: Values, screen: Screen, names: readonly string[]): Promise<number> {
  if (process.getuid?.() !== 0) throw new Error('only root may remove log-ons')
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  const logons = await logonsOf(config)
  await logons.putBackUnproved()
  const confirm = async (asked: readonly string[]) => {
    if (values.yes) return true
    screen.show({ what: 'forget-these', names: asked })
    return askYes()
  }
  return (await forgetLogons(names, { logons, screen, confirm })) ? 0 : 1
}
