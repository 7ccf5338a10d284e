# shellcheck shell=bash
# For tools/quickstart and tools/test: says what is done and how long it took, keeps the chatter.

mkdir -p out
step=0

# step TEXT COMMAND [ARGUMENT]...: runs COMMAND, keeps its output in $log, and shows the end of that
# if it fails. The result is COMMAND's.
step() {
  local text=$1 begin=$SECONDS status=0
  shift
  step=$((step + 1))
  log=out/${0##*/}-$step.log
  printf '[%d/%d] %s ... ' "$step" "${steps:?}" "$text"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" = 0 ]; then
    echo "$((SECONDS - begin)) s"
  else
    echo "failed after $((SECONDS - begin)) s, exit code $status"
    tail -n 40 "$log" | sed 's/^/    /'
    echo "    All of it is in $log."
  fi
  return "$status"
}

# build PRESET [TARGET]...: configures and builds.
build() {
  local preset=$1
  shift
  cmake --preset "$preset" && cmake --build --preset "$preset" ${1+--target "$@"}
}
