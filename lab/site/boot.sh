#!/bin/sh
# First process of a lab host, in namespaces of its own: boot.sh NAME STATE GROUP [FOLDER…]
# Gives the host a private /run and /etc and binds STATE/FOLDER over each /FOLDER, then waits as process 1, or, where
# GROUP is not empty, becomes systemd in the control group of that name.
set -e
name=$1 state=$2 group=$3
shift 3
hostname "$name"

# A tmpfs, so that the machine's shadow file is never copied to disk.
mount -t tmpfs -o mode=755 etc "$state/etc"
cp -a /etc/. "$state/etc/"
mount --bind "$state/etc" /etc

# People of the machine underneath would shadow those of the domain.
people=$(awk -F: '$3 >= 1000 && $3 < 65000 { printf ":%s:", $1 }' /etc/passwd)
for file in passwd shadow group gshadow; do
  rest=$(awk -F: -v people="$people" '!index(people, ":" $1 ":")' "/etc/$file")
  printf '%s\n' "$rest" > "/etc/$file"
done

mount -t tmpfs -o mode=755 run /run
mkdir -p /run/samba /run/lock /run/sshd
for folder in "$@"; do
  mount --bind "$state/$folder" "/$folder"
done

ip link set lo up
if [ -n "$group" ]; then
  # Wherever the machine underneath has its own mounted, if at all.
  mkdir /run/groups
  mount -t cgroup2 groups /run/groups
  mkdir "/run/groups/$group"
  echo $$ > "/run/groups/$group/cgroup.procs"
  umount /run/groups
  rmdir /run/groups
  exec unshare --cgroup "$(dirname "$0")/systemd.sh" "$state"
fi
# Ignored, hence inherited by sleep: the kernel then reaps orphans for us.
trap '' CHLD
echo ready
exec sleep infinity
