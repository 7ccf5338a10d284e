#!/usr/bin/env bash
# tools/compare-labs makes one page of what runs, whatever else hangs or fails. With stand-ins that hang and
# fail as they are told, and perform on the model where a program would on the lab.
#
#   tools/compare_labs_test.sh WFX WFX-CONFORMANCE WFX-BENCH
native=("$@")
. conformance/testing.sh tools/compare-labs

if ! command -v python3 >/dev/null; then
  echo 'skipped: tools/compare-labs: python3 is not installed'
  exit 0
fi
scratch=$(mktemp -d)
export WFX_LABS=$scratch/labs
# shellcheck disable=SC2317 # It is called by the trap.
clean_up() {
  tools/labs down >/dev/null
  rm -rf --one-file-system "$scratch" "$output"
}
trap clean_up EXIT
programs=$scratch/programs
mkdir "$programs"
# stand_in NAME PROGRAM: on the model a target is a folder of its drive.
stand_in() {
  cat >"$programs/$1" <<END
#!/usr/bin/env bash
words=()
for word; do
  case \$word in *=$WFX_LABS/*) words+=("\${word%%=*}=C:\\\\\${word%%=*}") ;; *) words+=("\$word") ;; esac
done
[ "\${ONLY-$1}" = $1 ] && case " \$* " in
  *" \${HANGS-nobody}="*)
    [ $1 = wfx-bench ] && [ "\${SILENT-}" = '' ] && echo "wfx-bench: load/x@\$HANGS: the system hangs: it does" && exit 1
    exec sleep 600 ;;
  *" \${FAILS-nobody}="*) echo "$1: this does not go"; exit 2 ;;
esac
exec "$2" --system model "\${words[@]}"
END
  chmod +x "$programs/$1"
}
stand_in wfx-conformance "${native[1]}"
stand_in wfx-bench "${native[2]}"
ln -s "$(realpath "${native[0]}")" "$programs/wfx"

expect 'help' 0 --help
says 'tools/compare-labs [OPTION...] [NAME[:PROFILE]...]'
refused() { # NAME TEXT ARGUMENT...
  expect "$1" 2 --programs "$programs" "${@:3}"
  says "$2"
  says_lines 1
}
refused 'unknown word' 'unknown word --speed; tools/compare-labs --help lists them' --speed
refused 'no value' '--only needs a value' --only
refused 'no patience' '--patience 0: a whole number from 1 on is right' --patience 0
refused 'no programs' 'nowhere has no wfx-conformance: cmake --preset wine' --programs nowhere
refused 'nothing is up' 'no lab is up; tools/labs up NAME makes one'
expect 'unknown lab' 2 --programs "$programs" linux
says 'there is no lab "linux"'

skip_rest() {
  echo "skipped: what mounts: $1"
  done_testing
}
[ "$(id -u)" = 0 ] || skip_rest 'only root can mount'
reason=$(tools/labs check | sed -n 's/^ *linuxfs:\(tmpfs\|ext4\|ext4_sync\) *skipped: //p' | head -n 1)
[ -z "$reason" ] || skip_rest "$reason"
tools/labs up linuxfs:tmpfs linuxfs:ext4 linuxfs:ext4_sync >"$output" 2>&1 || skip_rest "$(tail -n 1 "$output")"

page=$scratch/out/index.html
short=(--programs "$programs" --output "$scratch/out" --only 'null_write/completes_with_zero_bytes*'
  --load 'load/null_write/queue_depth=1' --run-for '20 ms')
# holds LABEL...: each has a column, and no other.
holds() {
  local label
  for label in tmpfs ext4 ext4_sync; do
    case " $* " in
      *" $label "*) grep -qF ">$label<" "$page" || complain "the page has no $label" ;;
      *) ! grep -qF ">$label<" "$page" || complain "the page has $label" ;;
    esac
  done
}
expect 'all hold' 0 "${short[@]}"
says 'linuxfs:tmpfs: HELD: '
says 'linuxfs:ext4: HELD: '
says 'loads: measured on 3 labs in turns'
says "page: $page"
holds tmpfs ext4 ext4_sync
expect 'one of them' 0 "${short[@]}" linuxfs:tmpfs
says_not ext4
says 'linuxfs:tmpfs: measured alone'

HANGS=ext4 expect 'one hangs' 1 "${short[@]}" --patience 15
says 'linuxfs:ext4: had not ended after 15 s, and was ended'
says 'loads: measured on 2 labs in turns'
says 'linuxfs:ext4: hangs in its loads'
holds tmpfs ext4_sync
FAILS=ext4 expect 'one fails' 1 "${short[@]}"
says 'linuxfs:ext4: ended with 2: wfx-conformance: this does not go'
says 'linuxfs:tmpfs: HELD: '
says 'loads: measured on 2 labs in turns'
says 'linuxfs:ext4: its loads ended with 2: wfx-bench: this does not go'
holds tmpfs ext4_sync
ONLY=wfx-bench SILENT=yes HANGS=ext4 expect 'nobody says who hangs' 1 "${short[@]}" --load 'load/null_write/queue_depth=8' --patience 15
says 'linuxfs:tmpfs: measured alone'
says 'linuxfs:ext4_sync: measured alone'
says 'linuxfs:ext4: its loads do not end'
holds tmpfs ext4 ext4_sync
done_testing
