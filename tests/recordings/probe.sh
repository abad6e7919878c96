# Sourced by bash before a script (BASH_ENV): writes a mark on stdout and on stderr before each simple command and at
# the end, with the line about to run and the status of what ran before. The script itself stays as it is.
unset BASH_ENV
exec {PROBE_OUT}>&1 {PROBE_ERR}>&2
probe_mark() {
  local status=$?
  printf '\n\036%s %s\036\n' "$1" "$status" >&$PROBE_OUT
  printf '\n\036%s %s\036\n' "$1" "$status" >&$PROBE_ERR
  return $status
}
trap 'probe_mark 0' EXIT
trap 'probe_mark $LINENO' DEBUG
