/** Where the browser looks for card modules: the NSS database of its account. */
export const cardFolder = '/tmp/home/.pki/nssdb'

/**
 * The room that the browser is locked into: its own processes, its own mounts, an account that owns nothing. It sees the
 * system's programs and fonts, an empty /tmp in memory, and its policies where Chromium looks for everybody's; readers of
 * cards (pcscd) only where cards may be shown.
 *
 * The shell stays as process 1 of the room: with it everything in there dies, and it dies with the agent. It cannot be
 * the browser itself, for a change of the user forgets that (prctl(2), PR_SET_PDEATHSIG).
 */
const script = `
account=$1 files=$2 display=$3 cards=$4
shift 4
uid=$(id -u "$account") gid=$(id -g "$account")
[ "$uid" -ne 0 ] || { echo "the account $account is root" >&2; exit 1; }
mount --make-rprivate /
hide() { mount -t tmpfs -o "nosuid,nodev,noexec,size=$2,mode=$3" kiosk "$1"; }
hide /etc/chromium 1m 755
mkdir -p /etc/chromium/policies/managed
cp "$files/policies.json" /etc/chromium/policies/managed/keyturn.json
chmod 644 /etc/chromium/policies/managed/keyturn.json
mkdir "$files/x11"
mount --bind /tmp/.X11-unix "$files/x11"
hide /tmp 512m 1777
mkdir -m 755 /tmp/.X11-unix
mount --bind "$files/x11" /tmp/.X11-unix
umount "$files/x11"
mkdir -m 700 /tmp/home
cp "$files/authority" /tmp/home/authority
chmod 600 /tmp/home/authority
if [ -f "$files/pkcs11.txt" ]; then
  mkdir -p -m 700 "$cards"
  cp "$files/pkcs11.txt" "$cards/"
elif [ -d /run/pcscd ]; then
  hide /run/pcscd 16k 755
fi
chown -R "$uid:$gid" /tmp/home
hide /dev/shm 512m 1777
for folder in /var/tmp /home /root /media /mnt /run/user /run/dbus; do
  [ ! -d "$folder" ] || hide "$folder" 16k 755
done
mount -t proc -o nosuid,nodev,noexec proc /proc
cd /tmp/home
setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
  env -i HOME=/tmp/home DISPLAY=":$display" XAUTHORITY=/tmp/home/authority LANG="$LANG" PATH=/usr/bin:/bin "$@" 2>/dev/null
exit $?
`

export interface Room {
  /** Who the browser runs as; never root. */
  readonly account: string
  /** A folder of root with `policies.json`, `authority` and, where cards are shown, `pkcs11.txt`; new for each room. */
  readonly files: string
  readonly display: number
}

/** A command that runs `argv` in there, until it ends or the command is killed. As root. */
export function inRoom(
  { account, files, display }: Room,
  argv: readonly string[],
): readonly [string, ...string[]] {
  const apart = ['unshare', '--mount', '--pid', '--fork', '--kill-child=KILL', '--ipc', '--uts', '--']
  // In a session of its own: else /dev/tty is the agent's terminal there, into which it could type (TIOCSTI). Only here, in
  // the child of unshare, does setsid(1) not fork and leave the room without its process 1.
  const shell = ['setsid', 'sh', '-euc', script, 'room', account, files, String(display), cardFolder]
  return ['setpriv', '--pdeathsig', 'KILL', '--', ...apart, ...shell, ...argv]
}
