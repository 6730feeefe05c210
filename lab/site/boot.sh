#!/bin/sh
# First process of a lab host, in namespaces of its own: boot.sh NAME STATE [FOLDER…]
# Gives the host a private /run and /etc and binds STATE/FOLDER over each /FOLDER, then waits as process 1.
set -e
name=$1 state=$2
shift 2
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
# Ignored, hence inherited by sleep: the kernel then reaps orphans for us.
trap '' CHLD
echo ready
exec sleep infinity
