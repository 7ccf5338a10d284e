# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="writes to a serial port that somebody reads at the other end: a pseudo-terminal as COM12 of Wine"
proves_not="a UART: no speed, no modem lines"
profiles=pty

lab_cases() { echo 'device/serial*'; }

lab_needs() { echo socat:socat wineserver:wine built:build/wine/bin/wfx-conformance.exe; }

lab_up() {
  local i
  wine_folder
  note processes
  # In a session of its own: Ctrl-C at an `up` is not for it.
  daemon setsid -f socat -u "pty,raw,echo=0,link=$folder/port" "create:/dev/null" >>"$folder/log" 2>&1 </dev/null
  for ((i = 0; i < 50; i++)); do
    [ ! -e "$folder/port" ] || break
    sleep 0.1
  done
  [ -e "$folder/port" ] || fail 'socat made no pseudo-terminal'
  make_link "$dosdevices/com12" "$folder/port"
  made_target com serial '--serial COM12' "pty $(readlink "$folder/port")"
}
