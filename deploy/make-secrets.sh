#!/bin/sh
# Random passwords and the addresses that hold them, one file each, for compose.yaml and for Kubernetes:
#     deploy/make-secrets.sh [FOLDER [HOST:PORT of PostgreSQL]]
# What is there stays: run again it only adds what is missing. The files are for the container's user (10001) alone.
set -eu
umask 077
folder=${1:-$(dirname "$0")/secrets}
server=${2:-postgres:5432}
mkdir -p "$folder"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -s "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"; }

keep postgres_password "$(random)"
keep admin_url "postgresql://postgres:$(cat "$folder/postgres_password")@$server/postgres"
for role in migrator writer analyst; do
    keep "${role}_url" "postgresql://congresswatch_$role:$(random)@$server/archive"
done
keep prefect_url "postgresql://prefect:$(random)@$server/prefect"
keep ui_auth "congresswatch:$(random)"

if [ "$(id -u)" = 0 ]; then
    chown -R 10001:10001 "$folder"
else
    echo "as root, once: chown -R 10001:10001 $folder" >&2
fi
echo "$folder: user and password of the UI are in ui_auth"
