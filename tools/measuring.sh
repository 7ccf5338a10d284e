# shellcheck shell=bash
# For tools/calibrate, tools/overhead and tools/traps: the words they share, the build, and how they measure.

die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 2; }

# shellcheck disable=SC2034 # They are for whoever reads this file in.
# read_measuring_options ARGUMENT...: sets $native_only, $wine_only, $quick and $built. --help prints the
# script's own head.
read_measuring_options() {
  native_only='' wine_only='' quick='' built=''
  # Words, separated by blanks.
  # shellcheck disable=SC2086
  set -- ${WFX_MEASURING-} "$@"
  while [ $# != 0 ]; do
    case $1 in
      --help)
        sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "tools/${0##*/}"
        exit 0
        ;;
      --native) native_only=yes ;;
      --wine) wine_only=yes ;;
      --quick) quick=--quick ;;
      --built) built=yes ;;
      *) die "unknown word $1; there are --native, --wine, --quick, --built and --help" ;;
    esac
    shift
  done
  [ -z "$native_only" ] || [ -z "$wine_only" ] || die "--native and --wine leave nothing to measure"
}

# prepare PROGRAM: builds it where it is wanted, unless --built says that it is there.
prepare() {
  local presets=() preset program
  [ -n "$wine_only" ] || presets+=(linux)
  [ -n "$native_only" ] || presets+=(wine)
  if [ -z "$built" ]; then
    steps=${#presets[@]}
    # shellcheck source=tools/steps.sh
    . tools/steps.sh
    for preset in "${presets[@]}"; do
      step "Build $1 for $preset" build "$preset" "$1" || exit 2
    done
    echo
  fi
  for preset in "${presets[@]}"; do
    program=build/$preset/bin/$1
    [ "$preset" = linux ] || program+=.exe
    [ -x "$program" ] || die "$program is not there; leave --built out"
  done
}

# one_cpu: the last CPU that is allowed, as tools/quickstart takes. two_cpus: that and the first one; nothing
# where there is but one.
one_cpu() { sed -n 's/^Cpus_allowed_list:.*[^0-9]//p' /proc/self/status; }
two_cpus() {
  local first
  first=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)
  [ "$first" = "$(one_cpu)" ] || echo "$(one_cpu):$first"
}

# under_wine PIN PROGRAM.exe ARGUMENT...: PIN is as tools/wine-run takes it, or empty. The program's file is in
# memory where the machine has a file system for that.
under_wine() {
  local pin=$1 program=build/wine/bin/$2 folder=${TMPDIR:-/tmp} status=0
  shift 2
  [ ! -w /dev/shm ] || folder=/dev/shm
  folder=$(mktemp -d "$folder/wfx-XXXXXX")
  WFX_PIN=$pin tools/wine-run "$program" "$@" --target "$folder" || status=$?
  rm -rf "$folder"
  return "$status"
}
