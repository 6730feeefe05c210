/**
 * `node tools/setup.mjs demo|test`: makes this machine able to run the demo or the tests, and does nothing
 * where nothing is missing. Plain JavaScript, because it runs before anything is installed, on Node 20 too.
 */
import { installMissing, missingPackages } from './setup/debian.mjs'
import { assertMachine, assertNamespaces } from './setup/machine.mjs'
import { installNodeModules } from './setup/node-modules.mjs'
import { fail } from './setup/run.mjs'
import { unpackMissing } from './setup/unpack.mjs'
import { buildWeb } from './setup/web.mjs'
import { packages } from './packages.mjs'

const mode = process.argv[2]
if (mode !== 'demo' && mode !== 'test') fail('usage: node tools/setup.mjs demo|test')

assertMachine()
installNodeModules()
const wanted = packages.filter(({ only }) => only === undefined || only === mode)
installMissing(missingPackages(wanted.map(({ name }) => name)))
unpackMissing()
assertNamespaces()
buildWeb()
