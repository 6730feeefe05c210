/** Of a workstation of the domain with a graphical log-on, as its administrator has them. */

/** As Debian's pam-auth-update(8) writes them for winbind, with homes that are made at the first log-on. */
export const commonPam: Readonly<Record<string, string>> = {
  'common-auth': `auth [success=2 default=ignore] pam_unix.so nullok
auth [success=1 default=ignore] pam_winbind.so try_first_pass
auth requisite pam_deny.so
auth required pam_permit.so
`,
  'common-account': `account [success=2 new_authtok_reqd=done default=ignore] pam_unix.so
account [success=1 new_authtok_reqd=done default=ignore] pam_winbind.so
account requisite pam_deny.so
account required pam_permit.so
`,
  'common-password': `password [success=1 default=ignore] pam_winbind.so try_first_pass
password requisite pam_deny.so
password required pam_permit.so
`,
  'common-session': `session required pam_permit.so
session optional pam_mkhomedir.so umask=0077
session optional pam_winbind.so
`,
}

/** Where LightDM keeps its own, none of it in a folder of the machine underneath. */
export const logFile = '/run/lightdm-log/lightdm.log'
export const sessions = '/run/sessions'

export const lightdmConf = `[LightDM]
minimum-display-number=60
log-directory=/run/lightdm-log
cache-directory=/run/lightdm-cache
sessions-directory=/etc/lightdm/sessions
[Seat:*]
xserver-command=/etc/lightdm/xserver
greeter-session=lightdm-gtk-greeter
greeter-hide-users=true
greeter-show-manual-login=true
user-session=desk
`

/** LightDM's arguments are those of an X server on a terminal of the machine. Without -noreset it would begin anew after each look by a test. */
export const xserver = `#!/bin/sh
exec Xvfb "$1" -screen 0 1280x900x24 -noreset -nolisten tcp -auth "/run/lightdm/root/$1"
`

export const deskEntry = `[Desktop Entry]
Name=Desk
Exec=/etc/lightdm/desk
Type=Application
`

/** Whoever has got in: her name, in a file of hers, as long as she is there. */
export const desk = `#!/bin/sh
me=$(id -un)
id -un > ${sessions}/$me
trap 'rm -f ${sessions}/$me; exit' TERM HUP
sleep infinity &
wait
`
