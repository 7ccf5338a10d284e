# shellcheck shell=bash
# For tools/calibrate and tools/traps: the words they share, the build, and where they measure.

# read_measuring_options ARGUMENT...: sets $native_only, $quick and $built; --help prints the script's
# own head.
read_measuring_options() {
  native_only='' quick='' built=''
  while [ $# != 0 ]; do
    case $1 in
      --help)
        sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"
        exit 0
        ;;
      --native) native_only=yes ;;
      --quick) quick=--quick ;;
      --built) built=yes ;;
      *) die "unknown word $1; there are --native, --quick, --built and --help" ;;
    esac
    shift
  done
}

die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 2; }

# prepare PROGRAM: builds it natively and for Wine, unless --built says that it is there.
prepare() {
  local steps=2
  if [ -z "$built" ]; then
    # shellcheck source=tools/steps.sh
    . tools/steps.sh
    [ -z "$native_only" ] || steps=1
    step "Build $1 natively" build linux "$1" || exit 2
    [ -n "$native_only" ] || step "Build $1.exe" build wine "$1" || exit 2
    echo
  fi
  [ -x "build/linux/bin/$1" ] || die "build/linux/bin/$1 is not there; leave --built out"
  [ -n "$native_only" ] || [ -x "build/wine/bin/$1.exe" ] ||
    die "build/wine/bin/$1.exe is not there; leave --built out, or say --native"
}

# under_wine PROGRAM.exe ARGUMENT...: in memory where the machine has a file system for that; the first
# word may be `pinned`, which keeps program and Wine server on the last CPU that is allowed.
under_wine() {
  local cpu=
  if [ "$1" = pinned ]; then
    shift
    cpu=$(sed -n 's/^Cpus_allowed_list:.*[^0-9]//p' /proc/self/status)
    [ -n "$cpu" ] || cpu=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)
  fi
  local program=build/wine/bin/$1 folder status=0
  shift
  folder=$(mktemp -d "$(in_memory)/wfx-XXXXXX")
  WFX_PIN=$cpu tools/wine-run "$program" "$@" --target "$folder" || status=$?
  rm -rf "$folder"
  return "$status"
}

in_memory() { if [ -w /dev/shm ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi; }
