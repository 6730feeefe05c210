/**
 * `npm run rehearse -- FOLDER`: a mass reset against a copy of a directory's form, in the lab. The folder is what
 * `keyturn campaign rehearse PLAN --to FOLDER` wrote at the server. Nothing here reaches any other domain.
 */
import { tellOn } from './telling.ts'
import { rehearse } from './rehearsal/index.ts'

const [folder, ...more] = process.argv.slice(2)
if (folder === undefined || more.length > 0) {
  process.stderr.write(
    'usage: npm run rehearse -- FOLDER   (of "keyturn campaign rehearse PLAN --to FOLDER")\n',
  )
  process.exit(2)
}
const telling = tellOn(process.stdout)
const { lines, isWhole } = await rehearse(folder, telling)
process.stdout.write(`\n${lines.join('\n')}\n`)
// Somebody could not approve it so.
process.exitCode = isWhole ? 0 : 1
