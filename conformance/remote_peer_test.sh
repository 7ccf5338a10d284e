#!/usr/bin/env bash
# The peer on another machine, as people start and use it: over loopback, and natively between two
# network namespaces where they can be made. Both are this machine, and are told as such; Wine serves
# no pipe of a host, so a run under Wine sees that too.
. "$(dirname "$0")/testing.sh"

folder=$(mktemp -d)
peer=
namespaces=()
clean_up() {
  local each
  [ -z "$peer" ] || kill "$peer" 2>/dev/null
  for each in "${namespaces[@]}"; do ip netns del "$each"; done
  rm -rf "$folder" "$output"
}
trap clean_up EXIT

(
  umask 077
  echo 'a token of this test alone' >"$folder/token"
  echo 'another token of this test' >"$folder/other"
  echo 'short' >"$folder/short"
  : >"$folder/empty"
)
cp "$folder/token" "$folder/public"
chmod 644 "$folder/public"
mkdir "$folder/target"
windows=
case "${program[*]}" in *.exe) windows=yes ;; esac
# A peer that is not under Wine has the model behind it, in which folders have other names.
system=(--system model)
[ -z "$windows" ] || system=(--target "$folder/target")

# start WORD... : a peer at 127.0.0.1, or where the words say; its address is then `at`.
start() {
  "$@" "${program[@]}" --peer --listen "$listen" --token-file "$folder/token" "${system[@]}" \
    >"$folder/log" 2>&1 </dev/null &
  peer=$!
  local i
  for ((i = 0; i < 300; i++)); do
    at=$(sed -n 's/^.*a peer listens at \([^;]*\);.*$/\1/p' "$folder/log")
    [ -z "$at" ] || return 0
    sleep 0.1
  done
  case_name='start of a peer'
  cp "$folder/log" "$output"
  complain 'it does not listen'
  exit 1
}
# The peer has ended by itself, with this exit code.
ended() {
  local status=0
  wait "$peer" || status=$?
  peer=
  cp "$folder/log" "$output"
  [ "$status" = "$1" ] || complain "the peer ended with $status instead of $1"
}

expect 'no address' 2 --peer --token-file "$folder/token"
says '--peer needs --listen ADDRESS and --token-file FILE'
expect 'listening without a peer' 2 --listen 127.0.0.1
says '--listen goes with --peer'
expect 'token alone' 2 --token-file "$folder/token"
says '--token-file goes with --remote-peer HOST'
expect 'no token' 2 --remote-peer far
says '--remote-peer needs --token-file FILE'
expect 'model' 2 --system model --remote-peer far --token-file "$folder/token"
says '--remote-peer does not go with --system model, which has machines of its own'
expect 'bad address to listen at' 2 --peer --listen '10.0.0.1:x' --token-file "$folder/token" "${system[@]}"
says '--listen: "10.0.0.1:x" has no port from 0 to 65535 behind its ":"'
says_lines 1
expect 'address of somebody else' 2 --peer --listen 192.0.2.1 --token-file "$folder/token" "${system[@]}"
says 'cannot listen at 192.0.2.1:19390: '
says_lines 1
expect 'bad host' 2 --end-peer --remote-peer '\\far' --token-file "$folder/token"
says '--remote-peer: "\\far" is neither HOST nor HOST:PORT nor [ADDRESS]:PORT'
says_lines 1
expect 'no such host' 2 --end-peer --remote-peer no.such.host.invalid --token-file "$folder/token"
says 'there is no host "no.such.host.invalid"'
says_lines 1
for each in none empty short public; do
  expect "token file $each" 2 --end-peer --remote-peer far --token-file "$folder/$each"
  says "--token-file $folder/$each: "
  says_lines 1
done
says ' may read it; '

listen=127.0.0.1:0
start
expect 'another token' 2 --end-peer --same-machine --remote-peer "$at" --token-file "$folder/other"
says "the peer at $at holds another token, or none at all"
says_lines 1
expect 'loopback is no other machine' 2 --end-peer --remote-peer "$at" --token-file "$folder/token"
says "the peer at $at is on this machine: its address 127.0.0.1 is this machine's; nothing remote"
says_lines 1

if [ -n "$windows" ]; then
  expect 'loopback is no other machine for a run' 2 --remote-peer "$at" --token-file "$folder/token" \
    --target "$folder/target" --only 'remote_pipe/*'
  says "the peer at $at is on this machine: "
  says_lines 1
  expect 'a run tries it all the same' 0 --plan --same-machine --remote-peer "$at" \
    --token-file "$folder/token" --target "$folder/target" --only 'remote_pipe/*'
  says "no remote_peer: the peer is on this machine: its address 127.0.0.1 is this machine's"
  says "no remote_file: the peer is on this machine: its address 127.0.0.1 is this machine's; tried all the same: it works"
  says "no remote_pipe: the peer is on this machine: its address 127.0.0.1 is this machine's; tried all the same: opening a pipe of the peer as \\\\127.0.0.1\\pipe\\NAME failed with "
  says '0 to run, '
  expect 'and judges nothing with it' 0 --same-machine --remote-peer "$at" --token-file "$folder/token" \
    --target "$folder/target" --only 'remote_pipe/*' --only 'locked_range/lock_is_granted'
  says 'not_run'
fi

expect 'the peer is told to end' 0 --end-peer --same-machine --remote-peer "$at" --token-file "$folder/token"
says ' has ended'
ended 0
says 'refused 127.0.0.1: it does not hold the token'
says 'ends, as 127.0.0.1 asks'
expect 'nobody is there any more' 2 --end-peer --remote-peer "$at" --token-file "$folder/token"
says "cannot connect to $at: "
says_lines 1

# Two hosts in namespaces of this machine: their addresses differ, their kernel does not.
near=wfx-near-$$ far=wfx-far-$$
if [ -n "$windows" ]; then
  echo 'Wine makes its sockets in its server, in no namespace: the peer was tried over loopback alone'
elif ip netns add "$near" 2>/dev/null && namespaces+=("$near") && ip netns add "$far" && namespaces+=("$far") &&
  ip link add "wfxn$$" netns "$near" type veth peer name "wfxf$$" netns "$far" 2>/dev/null; then
  ip -n "$near" addr add 10.77.0.1/24 dev "wfxn$$"
  ip -n "$far" addr add 10.77.0.2/24 dev "wfxf$$"
  for each in "$near wfxn$$" "$far wfxf$$"; do
    ip -n "${each% *}" link set lo up
    ip -n "${each% *}" link set "${each#* }" up
  done
  listen=10.77.0.2
  start ip netns exec "$far"
  program=(ip netns exec "$near" "${program[@]}")
  expect 'a namespace is no other machine' 2 --end-peer --remote-peer 10.77.0.2 --token-file "$folder/token"
  says 'the peer at 10.77.0.2:19390 is on this machine: both run under one kernel, boot id '
  says_lines 1
  expect 'no route' 2 --end-peer --remote-peer 10.78.0.2 --token-file "$folder/token"
  says 'cannot connect to 10.78.0.2:19390: '
  says_lines 1
  expect 'the peer is told to end over the network' 0 --end-peer --same-machine --remote-peer 10.77.0.2 \
    --token-file "$folder/token"
  ended 0
  says 'ends, as 10.77.0.1 asks'
else
  echo 'network namespaces cannot be made here: the peer was tried over loopback alone'
fi
done_testing
