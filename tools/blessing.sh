# shellcheck shell=bash
# For who blesses a volume without a person: answers what `wfx-conformance --bless` asks.

# answer_blessing SAID FROM TO [SIZE [TOKEN]]: reads the questions from the descriptor FROM until they
# end, keeps all in the file SAID, and answers on TO: what is asked for, or that instead.
answer_blessing() {
  local part='' said=$1 from=$2 to=$3 size token
  shift 3
  while IFS= read -r -d : part <&"$from"; do
    printf '%s:' "$part" >>"$said"
    case $part in
      *'Type its size in bytes')
        size=${part#*It has }
        printf '%s\n' "${1-${size%% *}}" >&"$to"
        ;;
      *' to allow it')
        token=${part##*Type }
        printf '%s\n' "${2-${token%% *}}" >&"$to"
        ;;
    esac
  done
  printf '%s' "$part" >>"$said"
}
