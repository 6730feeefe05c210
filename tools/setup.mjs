/**
 * `node tools/setup.mjs demo|test|bench|check`: makes this machine able to run the demo, the tests, the benches, or
 * only the check (Node packages alone, on any system), and does nothing where nothing is missing. Plain JavaScript, because it
 * runs before anything is installed, on Node 20 too.
 */
import { installMissing } from './setup/debian.mjs'
import { assertMachine, assertNamespaces, assertNode, assertNetworks } from './setup/machine.mjs'
import { installNodeModules } from './setup/node-modules.mjs'
import { fail } from './setup/run.mjs'
import { unpackMissing } from './setup/unpack.mjs'
import { buildWeb } from './setup/web.mjs'
import { packages, unpacked } from './packages.mjs'

const mode = process.argv[2]
if (mode !== 'demo' && mode !== 'test' && mode !== 'bench' && mode !== 'check') {
  fail('usage: node tools/setup.mjs demo|test|bench|check')
}

assertNode()
if (mode === 'check') {
  installNodeModules()
} else {
  assertMachine()
  // Before anything is installed: a machine that cannot carry the lab stays as it is.
  assertNamespaces()
  installNodeModules()
  const modes = mode === 'bench' ? ['test', 'bench'] : [mode]
  /** @param {readonly import('./packages.mjs').Package[]} all */
  const wanted = (all) =>
    all.filter(({ only }) => only === undefined || modes.includes(only)).map(({ name }) => name)
  installMissing(wanted(packages))
  unpackMissing(wanted(unpacked))
  assertNetworks()
  buildWeb()
}
