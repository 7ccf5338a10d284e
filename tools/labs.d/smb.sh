# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="an SMB3 session with a real server, Samba's smbd on the loopback interface: one WriteFileEx is one SMB write there and back; encrypted, and with every write flushed by the server before it answers (sync), and over a link of ours on which every packet is a quarter of a millisecond late (slow)"
proves_not="Windows' redirector: between Wine and the server stands our own client on libsmbclient, without oplocks' caching, byte-range locks or named streams, and with times to the microsecond; its errors are Linux's, so 31 and 87 stand for 33, 59 and 64"
profiles='default encrypted sync slow'
# With --share //HOST/SHARE --credentials FILE.
profiles_asked=share

lab_needs() {
  [ "$1" = share ] || echo root smbd:samba smbpasswd:samba-common-bin smbstatus:samba
  echo fuse fusermount3:fuse3
  echo c++:g++ pkg-config:pkg-config header:fuse3/fuse.h:libfuse3-dev header:samba-4.0/libsmbclient.h:libsmbclient-dev
}

# configure PORT PROFILE: smb.conf for the server, and the client's.
configure() {
  local each
  configure_client SMB3_00
  for each in pid ncalrpc; do run mkdir -p "$folder/$each"; done
  cat >"$folder/smb.conf" <<END
[global]
  netbios name = WFX
  server role = standalone server
  map to guest = Never
  interfaces = lo
  bind interfaces only = yes
  smb ports = $1
  disable netbios = yes
  load printers = no
  printcap name = /dev/null
  disable spoolss = yes
  passdb backend = tdbsam
  private dir = $folder/private
  lock directory = $folder/lock
  state directory = $folder/state
  cache directory = $folder/cache
  pid directory = $folder/pid
  ncalrpc dir = $folder/ncalrpc
  log file = $folder/smbd.log
  server min protocol = SMB3_00
$([ "$2" != encrypted ] || echo '  server smb encrypt = required')
[share]
  path = $folder/below
  read only = no
  valid users = root
$([ "$2" != sync ] || printf '  strict sync = yes\n  sync always = yes\n')
END
}

# configure_client PROTOCOL: the oldest that is spoken.
configure_client() {
  local each
  for each in private lock state cache; do run mkdir -p "$folder/$each"; done
  cat >"$folder/client.conf" <<END
[global]
  client min protocol = $1
  client max protocol = SMB3_11
  disable netbios = yes
  name resolve order = host
  private dir = $folder/private
  lock directory = $folder/lock
  state directory = $folder/state
  cache directory = $folder/cache
END
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# start_server PROFILE: on a port that nobody answers at, in $port.
start_server() {
  local tries i
  for ((tries = 0; tries < 20; tries++)); do
    port=$((20000 + RANDOM % 10000))
    ! answers "$port" || continue
    configure "$port" "$1"
    note processes
    # The group that it ends with itself is then its own.
    daemon setsid -f smbd -F --no-process-group -s "$folder/smb.conf" >>"$folder/log" 2>&1 </dev/null
    for ((i = 0; i < 100; i++)); do
      ! answers "$port" || return 0
      sleep 0.1
    done
    break
  done
  fail "smbd does not answer: $(tail -n 1 "$folder/smbd.log" 2>/dev/null)"
}

# slow_down: from here on $port is that of a link, which passes on to the server's.
slow_down() {
  local i
  build_program slowlink
  daemon setsid -f "$program" "$port" 250 "$folder/link_port" >>"$folder/log" 2>&1 </dev/null
  for ((i = 0; i < 50; i++)); do
    if [ -s "$folder/link_port" ]; then
      port=$(cat "$folder/link_port")
      return 0
    fi
    sleep 0.1
  done
  fail 'the slow link does not begin'
}

# mount_share URL CREDENTIALS: with our client.
mount_share() {
  build_program smbfs fuse3 smbclient
  # Named and not passed on: nobody sees it among the arguments or in the environment of a process.
  export WFX_SMB_CREDENTIALS=$2
  make_mount "$("$program" --type)" "$1" daemon "$program" "$1" "$folder/client.conf"
  timeout 40 ls "$mounted" >>"$folder/log" 2>&1 || fail 'the server does not let us in'
}

# our_server PROFILE
our_server() {
  local secret protocol
  run mkdir -p "$folder/below"
  # For this server only, which ends with the lab.
  secret=$(cat /proc/sys/kernel/random/uuid)
  start_server "$1"
  printf '%s\n%s\n' "$secret" "$secret" | smbpasswd -c "$folder/smb.conf" -s -a root >>"$folder/log" 2>&1 || fail 'smbpasswd failed'
  (umask 077 && printf 'username=root\npassword=%s\n' "$secret" >"$folder/credentials") || fail 'no credentials can be written'
  [ "$1" != slow ] || slow_down
  mount_share "smb://127.0.0.1:$port/share" "$folder/credentials"
  # The session as the server sees it: "SMB3_11 AES-128-GCM".
  protocol=$(smbstatus -s "$folder/smb.conf" -b 2>/dev/null | sed -n 's/.*\(SMB3_[0-9]*\) *\([^ ]*\) .*/\1, encryption \2/p' | head -n 1)
  case $1:$protocol in
    encrypted:*AES*) ;;
    encrypted:*) fail "the session is not encrypted: ${protocol:-smbstatus shows none}" ;;
  esac
  made_target "smb_$1" folder "$mounted" "$(mount_at "$mounted")" "$protocol$([ "$1" != slow ] || echo ', 0.25 ms late each way')"
}

# A server that somebody else has. What it is and does is for them to know.
their_server() {
  configure_client SMB2_02
  note processes
  mount_share "smb:$LAB_SHARE" "$LAB_CREDENTIALS"
  made_target smb_share folder "$mounted" "$(mount_at "$mounted")" 'not our server'
}

lab_up() {
  case $1 in
    share) their_server ;;
    *) our_server "$1" ;;
  esac
}
