#!/usr/bin/env bash
# A serial port under Wine: a pseudo-terminal of this test's own, whose other end nobody reads. Skipped
# with the reason where there is no Python or no pseudo-terminal.
. "$(dirname "$0")/testing.sh"

prefix=${WFX_WINEPREFIX:-$PWD/build/wineprefix}
links=$prefix/dosdevices
folder=$(mktemp -d)
keeper=
link=
clean_up() {
  [ -z "$keeper" ] || kill "$keeper" 2>/dev/null
  [ -z "$link" ] || rm -f "$links/$link"
  rm -rf "$folder" "$output"
}
trap clean_up EXIT

# The program makes Wine's folder when it is first used.
"${program[@]}" --version >/dev/null 2>&1 </dev/null
[ -d "$links" ] || { echo "FAILED: no folder $links" && exit 1; }

# Holds both ends open until it is ended; says the name of the one that stands for the port.
command -v python3 >/dev/null || { echo "skipped: there is no python3 to make a pseudo-terminal" && exit 0; }
python3 -c '
import os, pty, signal, sys, tty
try:
    _, port = pty.openpty()
    tty.setraw(port)
    print(os.ttyname(port), flush=True)
except OSError as error:
    print(f"no: {error}", flush=True)
    sys.exit()
signal.pause()' >"$folder/name" &
keeper=$!
for _ in $(seq 100); do [ -s "$folder/name" ] && break || sleep 0.1; done
terminal=$(cat "$folder/name")
case $terminal in
  /dev/*) ;;
  *) echo "skipped: a pseudo-terminal cannot be made ($terminal)" && exit 0 ;;
esac

# Only a name that is free: another one may be somebody's.
for number in 9 8 7 6 5; do
  if [ ! -e "$links/com$number" ] && [ ! -L "$links/com$number" ]; then
    link=com$number
    break
  fi
done
[ -n "$link" ] || { echo "skipped: com5 to com9 are all taken in $links" && exit 0; }
ln -s "$terminal" "$links/$link"

expect 'a serial port' 0 --only 'device/serial*' --serial "$link"
says 'HELD: 8 cases: 7 pass, 1 xfail'
says_not 'not_run'

expect 'without one' 0 --only 'device/serial*'
says 'needs serial_port: no serial port was given'

rm -f "$links/$link"
expect 'one that is not there' 0 --only 'device/serial*' --serial "$link"
says "needs serial_port: opening \\\\.\\$link failed with"

done_testing
